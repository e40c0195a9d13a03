"""A client on slixmpp: enters the room of a mail to several, talks there and leaves. Its own argument: the room.
"""
import asyncio

from independent import ARGUMENTS, IndependentClient, say
from slixmpp.exceptions import IqError

[ROOM] = ARGUMENTS
TIMEOUT = 20


class Client(IndependentClient):
    def __init__(self):
        super().__init__(("xep_0030", "xep_0045", "xep_0199", "xep_0203", "xep_0313", "xep_0359"), TIMEOUT)
        self.said = asyncio.Queue()
        self.subjects = asyncio.Queue()
        self.others = asyncio.Queue()
        self.add_event_handler("groupchat_message", self.said.put_nowait)
        self.add_event_handler("groupchat_subject", self.subjects.put_nowait)
        self.add_event_handler("message", lambda m: self.others.put_nowait(m) if m["type"] == "chat" and m["body"] else None)

    async def walk(self):
        muc = self["xep_0045"]
        self.send_presence()
        await self.get_roster()
        info = (await self["xep_0030"].get_info(jid=ROOM, timeout=TIMEOUT))["disco_info"]
        say(
            what="info",
            identities=sorted(list(one)[:2] for one in info["identities"]),
            room="http://jabber.org/protocol/muc" in info["features"],
        )
        presence, subject, occupants, history = await muc.join_muc_wait(ROOM, "romeo", timeout=TIMEOUT)
        say(
            what="joined",
            nick=presence["from"].resource,
            subject=subject["subject"],
            occupants=sorted(one["from"].resource for one in occupants),
            history=[line["body"] for line in history],
        )
        while not self.subjects.empty():
            self.subjects.get_nowait()

        self.send_message(mto=ROOM, mbody="I do", mtype="groupchat")
        mine = await asyncio.wait_for(self.said.get(), TIMEOUT)
        say(what="reflected", body=mine["body"], nick=mine["mucnick"], kept=str(mine["stanza_id"]["by"]) == ROOM)
        answer = await asyncio.wait_for(self.said.get(), TIMEOUT)
        say(what="answered", body=answer["body"], nick=answer["mucnick"])

        muc.set_subject(ROOM, "Wine")
        changed = await asyncio.wait_for(self.subjects.get(), TIMEOUT)
        say(what="subject", subject=changed["subject"], nick=changed["from"].resource)
        await self["xep_0199"].send_ping(f"{ROOM}/romeo", timeout=TIMEOUT)
        say(what="pinged")
        found = []
        async for line in self["xep_0313"].iterate(jid=ROOM):
            found.append(line["mam_result"]["forwarded"]["stanza"]["body"])
        say(what="archive", lines=found)

        muc.leave_muc(ROOM, "romeo")
        try:
            await self["xep_0199"].send_ping(f"{ROOM}/romeo", timeout=TIMEOUT)
        except IqError as error:
            say(what="left", condition=error.condition)
        last = await asyncio.wait_for(self.others.get(), TIMEOUT)
        say(what="after", body=last["body"], sender=last["from"].bare)


Client().run()
