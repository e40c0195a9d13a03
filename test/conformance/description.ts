import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { AddressResult, Problem, Registrant, TextRef } from '../../gateways/gateway.js';
import { checkSubmission } from '../../src/core/submission.js';
import { CONDITIONS } from '../../src/xmpp/errors.js';
import { escapeLocal, makeJid, parseJid, unescapeLocal } from '../../src/xmpp/jid.js';
import { repositoryRoot } from '../support/repository.js';
import { textTo } from '../support/test-context.js';
import { MemoryKv } from '../unit/irc/asks/support/memory-kv.js';
import type { Subject } from './conformance.js';
import { FEATURES } from './features.js';

/** Who registers where no network is asked. */
const registrant: Registrant = {
  jid: 'romeo@example.org',
  label: '',
  accounts: [],
  changed: new Set(),
  kv: new MemoryKv(),
};
const TYPES = ['auth', 'cancel', 'continue', 'modify', 'wait'];

/** What a gateway says of itself without touching its network. */
export function describesItself(get: () => Subject): void {
  /** The sentence of a reference: it exists, and every place in it has a value. */
  const said = (ref: TextRef): string => {
    // What people wrote may look like a place.
    const params = Object.fromEntries(Object.keys(ref.params ?? {}).map((name) => [name, 'x']));
    const filled = get().words.text({ key: ref.key, params }, 'en');
    assert.doesNotMatch(filled, /\{\w+\}/, `${ref.key}: a place without a value`);
    const sentence = get().words.text(ref, 'en');
    assert.notEqual(sentence.trim(), '');
    return sentence;
  };
  const isProblem = (problem: Problem): void => {
    assert.ok(TYPES.includes(problem.type));
    assert.ok(Object.hasOwn(CONDITIONS, problem.condition), problem.condition);
    said(problem.text);
  };
  const isRead = (result: AddressResult): void => {
    if (!result.ok) {
      isProblem(result.problem);
      return;
    }
    const again = get().gateway.addresses.parse(result.local);
    assert.deepEqual(again, result, 'the canonical form means itself');
  };

  describe('says what it is', () => {
    it('by the name of its module, the domain of its section and an identity', () => {
      const { gateway, fixture } = get();
      assert.equal(gateway.name, fixture.module.name);
      assert.equal(gateway.domain, fixture.section.domain);
      assert.match(gateway.identity.category, /^[a-z]+$/);
      assert.match(gateway.identity.type, /^[a-z]+$/);
      assert.notEqual(gateway.identity.name, '');
      assert.match(gateway.contactIdentity.category, /^[a-z]+$/);
    });

    it('with an example of a contact that is one', () => {
      const { gateway } = get();
      assert.equal(gateway.addresses.parse(gateway.addresses.format(gateway.example)).ok, true);
    });

    it('with features that the core knows', () => {
      for (const feature of get().gateway.features) assert.ok(FEATURES.includes(feature), feature);
    });

    it('with lanes of its own name, each once, the same in every process', () => {
      const { gateway, another } = get();
      assert.ok(gateway.lanes.length > 0);
      assert.equal(new Set(gateway.lanes).size, gateway.lanes.length);
      for (const lane of gateway.lanes) assert.ok(lane.startsWith(`${gateway.name}.`), lane);
      assert.deepEqual(another().lanes, gateway.lanes);
    });

    it('in a section of the config file that refuses unknown keys', () => {
      const { fixture } = get();
      assert.equal(fixture.module.config.safeParse(fixture.section).success, true);
      assert.equal(fixture.module.config.safeParse({ ...fixture.section, 'no-such-key': 1 }).success, false);
      const { domain: _, ...without } = fixture.section;
      assert.equal(fixture.module.config.safeParse(without).success, false);
    });
  });

  describe('finds words', () => {
    it('under keys of its own name, the same ones in every language', () => {
      const { gateway, fixture } = get();
      const keys = Object.keys(fixture.module.texts.en ?? {});
      assert.ok(keys.length > 0);
      for (const key of keys) assert.ok(key.startsWith(`${gateway.name}.`), key);
      for (const texts of Object.values(fixture.module.texts)) {
        assert.deepEqual(Object.keys(texts).sort(), [...keys].sort());
      }
    });

    it('for every key that its sources name, and has no sentence that none of them names', () => {
      const { gateway, fixture } = get();
      const named = keysIn(join(repositoryRoot(), fixture.folder), gateway.name);
      const written = new Set(Object.keys(fixture.module.texts.en ?? {}));
      const lanes = new Set(gateway.lanes);
      assert.deepEqual(
        [...named.literally].filter((key) => !written.has(key) && !lanes.has(key)),
        [],
        'named and not written',
      );
      assert.deepEqual(
        [...written].filter((key) => !named.literally.has(key) && !named.inParts(key)),
        [],
        'written and not named',
      );
    });
  });

  describe('reads addresses', () => {
    it('that are canonical as themselves, there and back, also as a JID', () => {
      const { gateway, fixture } = get();
      for (const address of fixture.addresses.canonical) {
        const local = gateway.addresses.format(address);
        assert.deepEqual(gateway.addresses.parse(local), { ok: true, address, local });
        const escaped = escapeLocal(local);
        assert.ok(escaped !== undefined);
        const jid = parseJid(makeJid(escaped, gateway.domain)?.full ?? '');
        assert.equal(unescapeLocal(jid?.local ?? ''), local, 'no server changes it on the way');
      }
    });

    it('that are mistaken with the one that was meant', () => {
      const { gateway, fixture } = get();
      assert.ok(fixture.addresses.mistaken.length > 0);
      for (const { written, meant } of fixture.addresses.mistaken) {
        const result = gateway.addresses.parse(written);
        assert.equal(result.ok, false, written);
        if (result.ok) continue;
        isProblem(result.problem);
        assert.equal(result.suggestion, meant, written);
        assert.equal(gateway.addresses.parse(meant).ok, true);
      }
    });

    it('that are none with a reason', () => {
      const { gateway, fixture } = get();
      assert.ok(fixture.addresses.impossible.length > 0);
      for (const written of fixture.addresses.impossible) {
        const result = gateway.addresses.parse(written);
        assert.equal(result.ok, false, written);
        if (!result.ok) isProblem(result.problem);
      }
    });

    it('of contacts that only write: refused when they are written to, and known for what they are', () => {
      const { gateway, fixture } = get();
      const { noReply } = gateway.addresses;
      assert.equal(fixture.addresses.silent === undefined, noReply === undefined, 'the fixture names some');
      for (const local of fixture.addresses.silent ?? []) {
        const address = gateway.addresses.noReply?.(local);
        assert.ok(address !== undefined, local);
        assert.equal(gateway.addresses.format(address), local, 'the way it came');
        const result = gateway.addresses.parse(local);
        assert.equal(result.ok, false, local);
        if (!result.ok) isProblem(result.problem);
      }
      const others = fc.oneof(
        fc.constantFrom(...fixture.addresses.canonical, ...fixture.addresses.mistaken.map(({ written }) => written)),
        fc.string({ maxLength: 20 }),
      );
      fc.assert(
        fc.property(others, (local) => {
          const address = gateway.addresses.noReply?.(local);
          if (address === undefined) return;
          assert.equal(gateway.addresses.format(address), local);
          assert.equal(gateway.addresses.parse(local).ok, false, 'who can be written to does reply');
        }),
      );
    });

    it('as people type them', () => {
      const { gateway, fixture } = get();
      assert.ok(fixture.addresses.typed.length > 0);
      for (const { text, meant } of fixture.addresses.typed) {
        const result = gateway.addresses.prompt(text);
        assert.equal(result.ok && result.address, meant, text);
        isRead(result);
      }
    });

    it('whatever is written, without throwing, and the same each time', () => {
      const { gateway, fixture } = get();
      const near = fc.constantFrom(
        ...fixture.addresses.canonical,
        ...fixture.addresses.impossible,
        ...fixture.addresses.typed.map(({ text }) => text),
      );
      const written = fc.oneof(
        fc.string({ unit: 'binary', maxLength: 40 }),
        fc.tuple(near, fc.string({ maxLength: 3 }), fc.nat(12)).map(([text, more, at]) => {
          return `${text.slice(0, at)}${more}${text.slice(at)}`;
        }),
      );
      fc.assert(
        fc.property(written, (text) => {
          const { addresses } = gateway;
          const result = addresses.parse(text);
          isRead(result);
          assert.deepEqual(addresses.parse(text), result);
          if (result.ok) assert.equal(addresses.format(result.address), result.local);
          else if (result.suggestion !== undefined) assert.equal(addresses.parse(result.suggestion).ok, true);
          isRead(addresses.prompt(text));
        }),
        { numRuns: 500 },
      );
    });

    it('into lanes: the same in every process, one of its own or a reason why there is none', () => {
      const { gateway, another, fixture } = get();
      const other = another();
      const contact = fc.oneof(fc.constantFrom(...fixture.addresses.canonical), fc.string({ maxLength: 20 }));
      fc.assert(
        fc.property(contact, fc.string({ maxLength: 20 }), (address, conversation) => {
          const found = gateway.lanesFor(address, conversation, undefined);
          assert.deepEqual(other.lanesFor(address, conversation, undefined), found);
          if ('condition' in found) isProblem(found);
          else assert.ok(found.length > 0 && found.every((lane) => gateway.lanes.includes(lane)), found.join());
        }),
      );
      for (const address of fixture.addresses.canonical) {
        assert.ok(!('condition' in gateway.lanesFor(address, 'x', undefined)), address);
      }
    });
  });

  describe('shows itself', () => {
    it('by an emblem of 16 by 16 squares, of which some are filled and some are not', () => {
      const { emblem } = get().gateway;
      if (emblem === undefined) return;
      for (const colour of [emblem.background, emblem.foreground]) assert.match(colour, /^#[0-9a-f]{6}$/);
      assert.equal(emblem.rows.length, 16);
      for (const row of emblem.rows) assert.match(row, /^[#.]{16}$/);
      assert.match(emblem.rows.join(''), /#\.|\.#/);
    });

    it('by cards of its contacts, the same for the same contact', async () => {
      const { gateway, fixture } = get();
      for (const contact of [...fixture.addresses.canonical, ...(fixture.addresses.silent ?? [])]) {
        const kv = new MemoryKv();
        const card = await gateway.vcard?.(contact, [], kv);
        if (card === undefined) continue;
        assert.deepEqual(await gateway.vcard?.(contact, [], kv), card);
        if (card.note !== undefined) said(card.note);
        for (const value of [card.name, card.nick, card.phone, card.email, card.url]) assert.notEqual(value, '');
      }
    });

    it('by what happens to data on its way and beyond it', () => {
      const { dataPolicy } = get().gateway;
      assert.ok(dataPolicy !== undefined, 'users want to know');
      for (const policy of [dataPolicy.own ?? {}, dataPolicy.network]) {
        if (policy.extraInfo !== undefined) said(policy.extraInfo);
        if (policy.transmission === 'encrypted') assert.ok(policy.algorithm !== undefined, 'XEP-0504 3.2');
      }
    });

    it('to people in a directory by a field whose values are addresses of it', () => {
      const { gateway, fixture } = get();
      if (gateway.searchField === undefined) return;
      const [contact = ''] = fixture.addresses.canonical;
      const result = gateway.addresses.prompt(contact);
      assert.equal(result.ok && result.address, contact);
    });
  });

  describe('offers a form', () => {
    it('whose words exist, whose names are unique, whose patterns are patterns', () => {
      const { registration, prompt } = get().gateway;
      for (const ref of [registration.title, registration.instructions, prompt.description, prompt.label]) said(ref);
      const names = registration.fields.map(({ name }) => name);
      assert.equal(new Set(names).size, names.length);
      if (registration.unique !== undefined) assert.ok(names.includes(registration.unique));
      for (const field of registration.fields) {
        said(field.label);
        if (field.description !== undefined) said(field.description);
        for (const option of field.options ?? []) said(option.label);
        const values = (field.options ?? []).map(({ value }) => value);
        assert.equal(new Set(values).size, values.length);
        // Without a value that it has, a list is an empty line in clients.
        if (field.kind === 'list-single')
          assert.ok(values.includes(field.initial ?? ''), `${field.name}: no initial choice`);
        if (field.validate?.regex !== undefined) new RegExp(field.validate.regex, 'u');
        if (field.initial !== undefined && field.check !== undefined) assert.ok('value' in field.check(field.initial));
      }
    });

    const check = (values: Readonly<Record<string, string>>) =>
      checkSubmission(get().gateway.registration, new Map(Object.entries(values)), undefined, said);

    it('that accepts what is right', async () => {
      const { fixture, gateway } = get();
      const checked = check(fixture.registration.valid);
      assert.equal(checked.ok, true);
      const verified = await gateway.registration.verify?.(
        fixture.registration.valid,
        new AbortController().signal,
        registrant,
      );
      if (verified === undefined) return;
      assert.ok('found' in verified, 'it is no problem');
      // What was found is stored beside the rest: fields of the form have a value that the form itself would take.
      const { fields } = gateway.registration;
      const secret = fields.filter(({ kind }) => kind === 'text-private').map(({ name }) => name);
      for (const name of secret) assert.ok(!Object.hasOwn(verified.found, name), `${name} is kept elsewhere`);
      const completed = check({ ...fixture.registration.valid, ...verified.found });
      assert.ok(completed.ok);
      for (const { name } of fields) {
        const value: string | undefined = verified.found[name];
        if (value !== undefined) assert.equal(completed.submission.fields[name] ?? '', value, name);
      }
    });

    it('that names what is wrong, also when a required value is missing', () => {
      const { fixture, gateway } = get();
      assert.ok(fixture.registration.wrong.length > 0);
      const required = gateway.registration.fields.filter((field) => field.required);
      const missing = required.map(({ name }) => ({ ...fixture.registration.valid, [name]: '' }));
      for (const values of [...fixture.registration.wrong, ...missing]) {
        const checked = check(values);
        assert.equal(checked.ok, false, JSON.stringify(values));
        if (!checked.ok) isProblem(checked.problem);
      }
    });

    it('whose checks give for a value that they gave the same value again', () => {
      const { gateway } = get();
      for (const field of gateway.registration.fields) {
        const { check: normalise } = field;
        if (normalise === undefined) continue;
        fc.assert(
          fc.property(fc.string({ unit: 'grapheme', maxLength: 12 }), (text) => {
            const once = normalise(text.trim());
            if ('wrong' in once) said(once.wrong);
            else assert.deepEqual(normalise(once.value), once);
          }),
        );
      }
    });

    it('and refuses what the network refuses', async () => {
      const { fixture, gateway } = get();
      const { refused } = fixture.registration;
      assert.equal(
        refused === undefined,
        gateway.registration.verify === undefined,
        'the fixture tries what is verified',
      );
      if (refused === undefined) return;
      const problem = await gateway.registration.verify?.(refused, new AbortController().signal, registrant);
      assert.ok(problem !== undefined && !('found' in problem));
      isProblem(problem);
    });
  });

  it('lets a short text pass its limit, and says why it does not let a long one', () => {
    const { gateway, fixture } = get();
    const [contact = ''] = fixture.addresses.canonical;
    const limit = (body: string): Problem | undefined => {
      const { event } = textTo(gateway, contact, body);
      return event?.type === 'message' ? gateway.limit?.(event) : undefined;
    };
    assert.equal(limit('Good night'), undefined);
    const tooLong = limit('long '.repeat(100_000));
    if (tooLong !== undefined) isProblem(tooLong);
    assert.equal(tooLong === undefined, gateway.limit === undefined, 'a limit that limits');
  });
}

/** What a folder's sources say of keys of the catalogue; the catalogue itself (`texts.ts`, `texts/`) is left out. */
function keysIn(folder: string, name: string): Named {
  const files = readdirSync(folder, { recursive: true }).map(String);
  const sources = files
    .filter((file) => file.endsWith('.ts') && file !== 'texts.ts' && !file.startsWith('texts/'))
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('\n');
  const literals = sources.matchAll(new RegExp(`'(${name}\\.[a-z][a-z0-9.-]*)'`, 'g'));
  const templates = [...sources.matchAll(new RegExp(`\`(${name}\\.[^\`]*)\``, 'g'))].map(([, text = '']) => {
    const parts = text.split(/\$\{[^}]*\}/).map((part) => part.replaceAll('.', '\\.'));
    return new RegExp(`^${parts.join('([a-z0-9.-]+)')}$`);
  });
  // A quoted word, or the name of a property.
  const words = new Set([...sources.matchAll(/'([a-z0-9.-]+)'|\b([a-z0-9]+):/g)].map(([, one, other]) => one ?? other));
  return {
    literally: new Set([...literals].map(([, key = '']) => key)),
    inParts: (key) =>
      templates.some((template) =>
        template
          .exec(key)
          ?.slice(1)
          .every((word) => words.has(word)),
      ),
  };
}

interface Named {
  /** Keys that stand there as they are. */
  readonly literally: ReadonlySet<string>;
  /** Whether a key is put together, of a template and words which both stand there. */
  readonly inParts: (key: string) => boolean;
}
