-- What Isthmus needs in prosody.cfg.lua. Put the first part into the global section (above the first VirtualHost) and
-- the second part at the end of the file. Then: prosodyctl check config && systemctl restart prosody

-- Global section -----------------------------------------------------------------------------------------------------

-- The port for components. It has no TLS: keep it on loopback, or put a tunnel between two machines.
component_ports = { 5347 }
component_interfaces = { "127.0.0.1" }

-- Without this an answer can wait about 40 ms for the kernel when there is little traffic. Isthmus works around it;
-- this is the clean way. If you have network_settings already, add the key there.
network_settings = { nagle = false }

-- End of the file ----------------------------------------------------------------------------------------------------

Component "sms.example.org"
  component_secret = "change me, 32 random characters or more"
  -- Shown in lists of services while Isthmus is not connected.
  name = "Text messages"
