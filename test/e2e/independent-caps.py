"""A client on slixmpp: verifies the capabilities that come with presence.

Its own arguments: addresses to subscribe to. Registers with the domain of the first one. Tells of each address whether
slixmpp's own computation agrees, and how many forms went into it.
"""
import asyncio

from independent import ARGUMENTS, IndependentClient, say

ADDRESSES = ARGUMENTS
TIMEOUT = 10


class Client(IndependentClient):
    def __init__(self):
        super().__init__(("xep_0030", "xep_0004", "xep_0077", "xep_0115", "xep_0128", "xep_0199"), TIMEOUT)
        self["xep_0077"].create_account = False
        self.presences = {address: asyncio.get_event_loop().create_future() for address in ADDRESSES}
        self.add_event_handler("entity_caps", self.seen)

    def seen(self, presence):
        future = self.presences.get(presence["from"].bare)
        if future is not None and not future.done():
            future.set_result(presence)

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
            say(address=address, agrees=agrees, forms=forms)


Client().run()
