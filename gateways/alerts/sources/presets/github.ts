import type { Preset } from './preset.js';

export const github: Preset = {
  name: 'github',
  sender: 'GitHub Actions',
  setup:
    'Add a webhook of the repository or organisation with content type application/json and the single event Workflow runs. Its secret signs with the header X-Hub-Signature-256 and the prefix sha256=.',
  mapping: {
    title:
      '{{repository.full_name}}: {{workflow_run.name}} on {{workflow_run.head_branch}}: {{workflow_run.conclusion}}',
    text: '{{workflow_run.head_commit.message}}\n\n{{workflow_run.head_commit.author.name | workflow_run.actor.login}}',
    severity: '{{workflow_run.conclusion}}',
    severities: {
      failure: 'error',
      timed_out: 'error',
      startup_failure: 'error',
      action_required: 'warning',
      success: 'info',
    },
    status: '{{workflow_run.conclusion}}',
    // What runs, was cancelled or skipped says nothing of whether it works.
    statuses: {
      failure: 'firing',
      timed_out: 'firing',
      startup_failure: 'firing',
      action_required: 'firing',
      success: 'resolved',
      '*': 'ignore',
    },
    fingerprint: '{{repository.full_name}}/{{workflow_run.workflow_id}}/{{workflow_run.head_branch}}',
    url: '{{workflow_run.html_url}}',
    labels: {
      repository: '{{repository.full_name}}',
      workflow: '{{workflow_run.name}}',
      branch: '{{workflow_run.head_branch}}',
      event: '{{workflow_run.event}}',
      actor: '{{workflow_run.actor.login}}',
    },
    annotations: { commit: '{{workflow_run.head_sha}}', attempt: '{{workflow_run.run_attempt}}' },
    startsAt: '{{workflow_run.run_started_at}}',
    endsAt: '{{workflow_run.updated_at}}',
  },
  samples: [
    {
      about: 'a run fails',
      payload: {
        action: 'completed',
        workflow_run: {
          id: 9001,
          name: 'tests',
          head_branch: 'main',
          head_sha: '5f3c0d9a',
          run_attempt: 1,
          event: 'push',
          status: 'completed',
          conclusion: 'failure',
          workflow_id: 71,
          html_url: 'https://github.com/capulet/orchard/actions/runs/9001',
          run_started_at: '2026-01-02T03:00:00Z',
          updated_at: '2026-01-02T03:03:00Z',
          actor: { login: 'juliet' },
          head_commit: { message: 'wall: one stone less', author: { name: 'Juliet' } },
        },
        repository: { full_name: 'capulet/orchard' },
      },
      alerts: [
        {
          fingerprint: 'capulet/orchard/71/main',
          status: 'firing',
          severity: 'error',
          title: 'capulet/orchard: tests on main: failure',
          text: 'wall: one stone less\n\nJuliet',
          labels: { repository: 'capulet/orchard', workflow: 'tests', branch: 'main', event: 'push', actor: 'juliet' },
          annotations: { commit: '5f3c0d9a', attempt: '1' },
          links: [{ url: 'https://github.com/capulet/orchard/actions/runs/9001', text: 'source' }],
          startsAt: Date.UTC(2026, 0, 2, 3, 0, 0),
        },
      ],
    },
    {
      about: 'the next one succeeds',
      payload: {
        action: 'completed',
        workflow_run: {
          name: 'tests',
          head_branch: 'main',
          conclusion: 'success',
          workflow_id: 71,
          run_started_at: '2026-01-02T03:10:00Z',
          updated_at: '2026-01-02T03:12:00Z',
          actor: { login: 'romeo' },
        },
        repository: { full_name: 'capulet/orchard' },
      },
      alerts: [
        {
          fingerprint: 'capulet/orchard/71/main',
          status: 'resolved',
          severity: 'info',
          title: 'capulet/orchard: tests on main: success',
          text: 'romeo',
          labels: { repository: 'capulet/orchard', workflow: 'tests', branch: 'main', actor: 'romeo' },
          annotations: {},
          links: [],
          startsAt: Date.UTC(2026, 0, 2, 3, 10, 0),
          endsAt: Date.UTC(2026, 0, 2, 3, 12, 0),
        },
      ],
    },
    {
      about: 'a run begins',
      payload: {
        action: 'in_progress',
        workflow_run: { name: 'tests', conclusion: null },
        repository: { full_name: 'a/b' },
      },
      alerts: [],
    },
    {
      about: 'the ping after the webhook was made',
      payload: { zen: 'Keep it logically awesome.', hook_id: 1 },
      alerts: [],
    },
  ],
};
