#!/bin/sh
# Two people to try it with: romeo and juliet at localhost, password `trial`.
for name in romeo juliet; do
  prosodyctl register "$name" localhost trial 2>/dev/null || true
done
exec prosody -F
