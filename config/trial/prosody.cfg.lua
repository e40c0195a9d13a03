-- For trying Isthmus with compose.yaml, and for nothing else: no TLS, and a component secret that everybody knows.
daemonize = false
data_path = "/var/lib/prosody"
pidfile = "/run/prosody/prosody.pid"
log = { { levels = { min = "info" }, to = "console" } }
c2s_require_encryption = false
allow_unencrypted_plain_auth = true
authentication = "internal_hashed"
component_interfaces = { "*" }
network_settings = { nagle = false }
modules_enabled = { "roster"; "saslauth"; "disco"; "ping"; "presence"; "message"; "iq"; "vcard_legacy"; "pep"; "carbons" }

VirtualHost "localhost"

Component "echo.localhost"
  component_secret = "trial"
