"""A client on slixmpp: registers, texts a phone, waits for receipt and answer. Its own arguments: the gateway, the phone.
"""
import asyncio
import hashlib

from independent import ARGUMENTS, IndependentClient, say

GATEWAY, PHONE = ARGUMENTS
CONTACT = f"{PHONE}@{GATEWAY}"
TIMEOUT = 10


class Client(IndependentClient):
    def __init__(self):
        plugins = ("xep_0030", "xep_0004", "xep_0066", "xep_0077", "xep_0084", "xep_0115", "xep_0163", "xep_0184", "xep_0199")
        super().__init__(plugins, TIMEOUT)
        # Registration is with the gateway, not with the server that logs us in.
        self["xep_0077"].create_account = False
        self.receipts = asyncio.Queue()
        self.texts = asyncio.Queue()
        self.pictures = asyncio.Queue()
        self.gateway_online = asyncio.Event()
        self.add_event_handler("receipt_received", self.receipts.put_nowait)
        self.add_event_handler("message", lambda m: self.texts.put_nowait(m) if m["body"] else None)
        self.add_event_handler("got_online", self.online)
        self.add_event_handler("avatar_metadata_publish", self.pictures.put_nowait)

    def online(self, presence):
        if presence["from"].bare == GATEWAY:
            self.gateway_online.set()

    async def walk(self):
        # Only whoever looks for pictures is told of them; this is in the capabilities, so it comes before the presence.
        self["xep_0163"].add_interest("urn:xmpp:avatar:metadata")
        self.send_presence()
        await self.get_roster()
        info = await self["xep_0030"].get_info(jid=GATEWAY, timeout=TIMEOUT)
        say(
            what="info",
            identities=[list(one)[:2] for one in info["disco_info"]["identities"]],
            registers="jabber:iq:register" in info["disco_info"]["features"],
        )

        offer = await self["xep_0077"].get_registration(jid=GATEWAY, timeout=TIMEOUT)
        form = offer["register"]["form"]
        say(
            what="offer",
            registered=offer["register"]["registered"],
            plain=sorted(offer["register"]["fields"]),
            form=[var for var in form.get_fields()],
        )
        submit = form
        submit.reply()
        submit["type"] = "submit"
        submit.set_values({"FORM_TYPE": "jabber:iq:register", "name": "Slix", "country": "DE"})
        request = self.make_iq_set(ito=GATEWAY)
        request["register"].append(submit)
        await request.send(timeout=TIMEOUT)
        again = await self["xep_0077"].get_registration(jid=GATEWAY, timeout=TIMEOUT)
        say(what="registered", registered=again["register"]["registered"], name=again["register"]["name"])

        # slixmpp grants and asks back by itself, as people with a click.
        await asyncio.wait_for(self.gateway_online.wait(), TIMEOUT)
        say(what="online")
        picture = await asyncio.wait_for(self.pictures.get(), TIMEOUT)
        told = picture["pubsub_event"]["items"]["item"]["avatar_metadata"]["items"][0]["id"]
        data = await self["xep_0084"].retrieve_avatar(GATEWAY, told, timeout=TIMEOUT)
        png = data["pubsub"]["items"]["item"]["avatar_data"]["value"]
        say(what="picture", sender=picture["from"].full, agrees=hashlib.sha1(png).hexdigest() == told)
        welcome = await asyncio.wait_for(self.texts.get(), TIMEOUT)
        say(what="welcome", sender=welcome["from"].full)

        text = self.make_message(mto=CONTACT, mbody="From Python with love", mtype="chat")
        text["id"] = "py1"
        text["request_receipt"] = True
        text.send()
        receipt = await asyncio.wait_for(self.receipts.get(), TIMEOUT)
        say(what="receipt", id=receipt["receipt"], sender=receipt["from"].bare)
        answer = await asyncio.wait_for(self.texts.get(), TIMEOUT)
        say(what="answer", body=answer["body"], sender=answer["from"].bare)

        await self["xep_0077"].cancel_registration(jid=GATEWAY, timeout=TIMEOUT)
        gone = await self["xep_0077"].get_registration(jid=GATEWAY, timeout=TIMEOUT)
        say(what="unregistered", registered=gone["register"]["registered"])


Client().run()
