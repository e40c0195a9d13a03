-- Optional, for prosody.cfg.lua: lets Isthmus read and write its own contacts in the rosters of your users (XEP-0356).
-- Needs the community module mod_privilege (Debian: apt install prosody-modules). Then: systemctl restart prosody

-- Global section, besides the modules that you have: "privilege" belongs into modules_enabled of the server, and into that
-- of the component below.

privileged_entities = {
  ["sms.example.org"] = { roster = "both" };
}

-- End of the file: one more line in the component ------------------------------------------------------------------------

Component "sms.example.org"
  modules_enabled = { "privilege" }
