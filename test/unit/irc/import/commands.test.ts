import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { takeCommands } from '../../../../gateways/irc/import/commands.js';

describe('commands after the connection', () => {
  it('identifying at the service of the network becomes the password of the account, with its name', () => {
    for (const line of [
      'PRIVMSG NickServ :identify romeo s3cret',
      'privmsg nickserv@services.example.net :IDENTIFY romeo s3cret',
      '/quote NS identify romeo s3cret',
      'NickServ IDENTIFY romeo s3cret',
    ]) {
      assert.deepEqual(
        takeCommands([line], 'NickServ', ''),
        { commands: [], password: 's3cret', account: 'romeo', secret: 0, refused: 0 },
        line,
      );
    }
    assert.deepEqual(takeCommands(['PRIVMSG NickServ :identify s3cret'], 'NickServ', ''), {
      commands: [],
      password: 's3cret',
      secret: 0,
      refused: 0,
    });
  });

  it('the password stands nowhere else in the clear', () => {
    const lines = ['PRIVMSG NickServ :GHOST romeo s3cret', 'PRIVMSG NickServ :IDENTIFY s3cret', 'MODE romeo +x'];
    assert.deepEqual(takeCommands(lines, 'NickServ', ''), {
      commands: ['PRIVMSG NickServ :GHOST romeo {password}', 'MODE romeo +x'],
      password: 's3cret',
      secret: 0,
      refused: 0,
    });
  });

  it('a password for somebody else is neither taken for that of the account nor kept', () => {
    const lines = ['OPER romeo oper-s3cret', 'PRIVMSG Q@CServe.quakenet.org :AUTH romeo s3cret'];
    assert.deepEqual(takeCommands(lines, 'NickServ', ''), { commands: [], secret: 2, refused: 0 });
    assert.deepEqual(takeCommands(['PRIVMSG NickServ :identify other'], 'NickServ', 'sasl'), {
      commands: [],
      secret: 1,
      refused: 0,
    });
    assert.deepEqual(takeCommands(['PRIVMSG NickServ :identify s3cret'], '', ''), {
      commands: [],
      secret: 1,
      refused: 0,
    });
  });

  it('what the gateway sends by itself is left out, and more than fit', () => {
    assert.equal(takeCommands(['NICK juliet', 'QUIT :bye', 'MODE romeo +i'], 'NickServ', '').refused, 2);
    const many = takeCommands(
      Array.from({ length: 25 }, (_, n) => `MODE romeo +${n}`),
      'NickServ',
      '',
    );
    assert.deepEqual([many.commands.length, many.refused], [20, 5]);
  });
});
