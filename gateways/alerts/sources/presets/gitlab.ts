import type { Preset } from './preset.js';

export const gitlab: Preset = {
  name: 'gitlab',
  sender: 'GitLab CI',
  setup:
    'Add a webhook of the project or group with the trigger Pipeline events, and the token of this source as its secret token.',
  mapping: {
    title: '{{project.path_with_namespace}}: pipeline of {{object_attributes.ref}}: {{object_attributes.status}}',
    text: '{{commit.message}}\n\n{{commit.author.name | user.name}}',
    severity: '{{object_attributes.status}}',
    severities: { failed: 'error', success: 'info', '*': 'warning' },
    status: '{{object_kind}}/{{object_attributes.status}}',
    statuses: { 'pipeline/failed': 'firing', 'pipeline/success': 'resolved', '*': 'ignore' },
    fingerprint: '{{project.path_with_namespace}}/{{object_attributes.ref}}',
    url: '{{object_attributes.url}}',
    labels: {
      repository: '{{project.path_with_namespace}}',
      branch: '{{object_attributes.ref}}',
      event: '{{object_attributes.source}}',
      actor: '{{user.username}}',
    },
    annotations: { commit: '{{object_attributes.sha}}', seconds: '{{object_attributes.duration}}' },
    startsAt: '{{object_attributes.created_at}}',
    endsAt: '{{object_attributes.finished_at}}',
  },
  samples: [
    {
      about: 'a pipeline fails',
      payload: {
        object_kind: 'pipeline',
        object_attributes: {
          id: 312,
          ref: 'main',
          sha: 'b2c9e1',
          source: 'push',
          status: 'failed',
          created_at: '2026-01-02 03:00:00 UTC',
          finished_at: '2026-01-02 03:01:30 UTC',
          duration: 90,
          url: 'https://gitlab.example/montague/tomb/-/pipelines/312',
        },
        user: { name: 'Romeo', username: 'romeo' },
        project: { path_with_namespace: 'montague/tomb' },
        commit: { message: 'door: opens from outside\n', author: { name: 'Romeo Montague' } },
      },
      alerts: [
        {
          fingerprint: 'montague/tomb/main',
          status: 'firing',
          severity: 'error',
          title: 'montague/tomb: pipeline of main: failed',
          text: 'door: opens from outside\n\nRomeo Montague',
          labels: { repository: 'montague/tomb', branch: 'main', event: 'push', actor: 'romeo' },
          annotations: { commit: 'b2c9e1', seconds: '90' },
          links: [{ url: 'https://gitlab.example/montague/tomb/-/pipelines/312', text: 'source' }],
          startsAt: Date.UTC(2026, 0, 2, 3, 0, 0),
        },
      ],
    },
    {
      about: 'the next one succeeds',
      payload: {
        object_kind: 'pipeline',
        object_attributes: { ref: 'main', status: 'success', finished_at: '2026-01-02T03:09:00+01:00' },
        project: { path_with_namespace: 'montague/tomb' },
        user: { name: 'Romeo' },
      },
      alerts: [
        {
          fingerprint: 'montague/tomb/main',
          status: 'resolved',
          severity: 'info',
          title: 'montague/tomb: pipeline of main: success',
          text: 'Romeo',
          labels: { repository: 'montague/tomb', branch: 'main' },
          annotations: {},
          links: [],
          startsAt: Date.UTC(2026, 0, 2, 3, 4, 5),
          endsAt: Date.UTC(2026, 0, 2, 2, 9, 0),
        },
      ],
    },
    {
      about: 'a pipeline runs',
      payload: { object_kind: 'pipeline', object_attributes: { ref: 'main', status: 'running' } },
      alerts: [],
    },
  ],
};
