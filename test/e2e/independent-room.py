"""A client on slixmpp, which shares no code with the gateway: enters the room of a mail to several, talks there and leaves.

Arguments: JID, password, host, port, room. Prints one JSON object a line with what it has seen.
"""
import asyncio
import json
import sys

from slixmpp import ClientXMPP
from slixmpp.exceptions import IqError

JID, PASSWORD, HOST, PORT, ROOM = sys.argv[1:6]
TIMEOUT = 20


def say(what, **more):
    print(json.dumps({"what": what, **more}), flush=True)


class Client(ClientXMPP):
    def __init__(self):
        super().__init__(JID, PASSWORD, plugin_config={"feature_mechanisms": {"unencrypted_plain": True}})
        for plugin in ("xep_0030", "xep_0045", "xep_0199", "xep_0203", "xep_0313", "xep_0359"):
            self.register_plugin(plugin)
        self.add_event_handler("session_start", self.start)
        self.said = asyncio.Queue()
        self.subjects = asyncio.Queue()
        self.others = asyncio.Queue()
        self.add_event_handler("groupchat_message", self.said.put_nowait)
        self.add_event_handler("groupchat_subject", self.subjects.put_nowait)
        self.add_event_handler("message", lambda m: self.others.put_nowait(m) if m["type"] == "chat" and m["body"] else None)

    async def start(self, _event):
        try:
            await asyncio.wait_for(self.walk(), 4 * TIMEOUT)
        except Exception as error:  # The test reads why; the exit code alone would not tell.
            say("failed", error=repr(error))
        self.disconnect()

    async def walk(self):
        muc = self["xep_0045"]
        self.send_presence()
        await self.get_roster()
        info = (await self["xep_0030"].get_info(jid=ROOM, timeout=TIMEOUT))["disco_info"]
        say(
            "info",
            identities=sorted(list(one)[:2] for one in info["identities"]),
            room="http://jabber.org/protocol/muc" in info["features"],
        )
        presence, subject, occupants, history = await muc.join_muc_wait(ROOM, "romeo", timeout=TIMEOUT)
        say(
            "joined",
            nick=presence["from"].resource,
            subject=subject["subject"],
            occupants=sorted(one["from"].resource for one in occupants),
            history=[line["body"] for line in history],
        )
        while not self.subjects.empty():
            self.subjects.get_nowait()

        self.send_message(mto=ROOM, mbody="I do", mtype="groupchat")
        mine = await asyncio.wait_for(self.said.get(), TIMEOUT)
        say("reflected", body=mine["body"], nick=mine["mucnick"], kept=str(mine["stanza_id"]["by"]) == ROOM)
        answer = await asyncio.wait_for(self.said.get(), TIMEOUT)
        say("answered", body=answer["body"], nick=answer["mucnick"])

        muc.set_subject(ROOM, "Wine")
        changed = await asyncio.wait_for(self.subjects.get(), TIMEOUT)
        say("subject", subject=changed["subject"], nick=changed["from"].resource)
        await self["xep_0199"].send_ping(f"{ROOM}/romeo", timeout=TIMEOUT)
        say("pinged")
        found = []
        async for line in self["xep_0313"].iterate(jid=ROOM):
            found.append(line["mam_result"]["forwarded"]["stanza"]["body"])
        say("archive", lines=found)

        muc.leave_muc(ROOM, "romeo")
        try:
            await self["xep_0199"].send_ping(f"{ROOM}/romeo", timeout=TIMEOUT)
        except IqError as error:
            say("left", condition=error.condition)
        last = await asyncio.wait_for(self.others.get(), TIMEOUT)
        say("after", body=last["body"], sender=last["from"].bare)


client = Client()
client.connect((HOST, int(PORT)), force_starttls=False, disable_starttls=True)
client.process(forever=False)
