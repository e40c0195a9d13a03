"""What the clients on slixmpp have in common. They share no code with the gateway.

The first four arguments of each are JID, password, host and port. Each prints one JSON object a line with what it has seen.
"""
import asyncio
import json
import sys

from slixmpp import ClientXMPP

JID, PASSWORD, HOST, PORT = sys.argv[1:5]
ARGUMENTS = sys.argv[5:]


def say(**seen):
    print(json.dumps(seen), flush=True)


class IndependentClient(ClientXMPP):
    """Logs in without encryption and goes its way (`walk`), for 4 times `timeout` seconds at most."""

    def __init__(self, plugins, timeout):
        super().__init__(JID, PASSWORD, plugin_config={"feature_mechanisms": {"unencrypted_plain": True}})
        for plugin in plugins:
            self.register_plugin(plugin)
        self._walk_timeout = 4 * timeout
        self.add_event_handler("session_start", self.start)

    async def start(self, _event):
        try:
            await asyncio.wait_for(self.walk(), self._walk_timeout)
        except Exception as error:  # The test reads why; the exit code alone would not tell.
            say(what="failed", error=repr(error))
        self.disconnect()

    async def walk(self):
        raise NotImplementedError

    def run(self):
        self.connect((HOST, int(PORT)), force_starttls=False, disable_starttls=True)
        self.process(forever=False)
