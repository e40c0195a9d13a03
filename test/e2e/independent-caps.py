"""A client on slixmpp, which shares no code with the gateway: verifies the capabilities that come with presence.

Arguments: JID, password, host, port, then addresses to subscribe to. Registers with the domain of the first one. Prints
one JSON object a line for each address: whether slixmpp's own computation agrees, and how many forms went into it.
"""
import asyncio
import json
import sys

from slixmpp import ClientXMPP

JID, PASSWORD, HOST, PORT = sys.argv[1:5]
ADDRESSES = sys.argv[5:]
TIMEOUT = 10


class Client(ClientXMPP):
    def __init__(self):
        super().__init__(JID, PASSWORD, plugin_config={"feature_mechanisms": {"unencrypted_plain": True}})
        for plugin in ("xep_0030", "xep_0004", "xep_0077", "xep_0115", "xep_0128", "xep_0199"):
            self.register_plugin(plugin)
        self["xep_0077"].create_account = False
        self.add_event_handler("session_start", self.start)
        self.presences = {address: asyncio.get_event_loop().create_future() for address in ADDRESSES}
        self.add_event_handler("entity_caps", self.seen)

    def seen(self, presence):
        future = self.presences.get(presence["from"].bare)
        if future is not None and not future.done():
            future.set_result(presence)

    async def start(self, _event):
        try:
            await asyncio.wait_for(self.walk(), 4 * TIMEOUT)
        except Exception as error:  # The test reads why; the exit code alone would not tell.
            print(json.dumps({"failed": repr(error)}), flush=True)
        self.disconnect()

    async def walk(self):
        self.send_presence()
        await self.get_roster()
        request = self.make_iq_set(ito=ADDRESSES[0])
        request["register"]["nick"] = "caps"
        request["register"]["name"] = "Caps"
        await request.send(timeout=TIMEOUT)
        for address in ADDRESSES:
            self.send_presence(pto=address, ptype="subscribe")
        for address in ADDRESSES:
            presence = await asyncio.wait_for(self.presences[address], TIMEOUT)
            caps = presence["caps"]
            node = f"{caps['node']}#{caps['ver']}"
            answer = await self["xep_0030"].get_info(jid=address, node=node, timeout=TIMEOUT)
            info = answer["disco_info"]
            forms = len(info["substanzas"])
            agrees = await self["xep_0115"]._validate_caps(info, caps["hash"], caps["ver"])
            print(json.dumps({"address": address, "agrees": agrees, "forms": forms}), flush=True)


client = Client()
client.connect((HOST, int(PORT)), force_starttls=False, disable_starttls=True)
client.process(forever=False)
