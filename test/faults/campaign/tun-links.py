"""Links between the test and network namespaces, carried packet by packet, so that they can be made bad.

Usage: tun-links.py TAG NET ROLE...   (as root)
Makes a namespace TAG-ROLE for each role, with the address 127.NET.N.2 of its own. All other addresses of 127.0.0.0/8 are those of
the machine outside: what listens there on 127.0.0.1 is reached from inside under the same address. Prints `ready`, then reads
lines of JSON:
  {"link": "sms", "port": 6379, "loss": 0.3, "delay": 2.0, "rate": 0, "for": 5}    for what goes to or from that port; 0 is everything
`rate` is octets a second each way, 0 any number; what would wait for more than two seconds is lost, as in a router.
A link that loses everything is one that is down: nobody is told, no connection is closed. After `for` seconds the link is good
again. The kernel of these machines has no netem, so this is it. Ends with its standard input.
"""
import fcntl, heapq, json, os, random, select, struct, subprocess, sys, time

QUEUE_SECONDS = 2
TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 0x0001, 0x1000


def sh(*command):
    subprocess.run(command, check=True)


def tun(name):
    fd = os.open('/dev/net/tun', os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(fd, TUNSETIFF, struct.pack('16sH', name.encode(), IFF_TUN | IFF_NO_PI))
    return fd


def sysctl(*settings, within=()):
    sh(*within, 'sysctl', '-qw', *settings)


def connect(tag, net, number, role):
    """Both ends of a new link: outside, inside."""
    namespace, address = f'{tag}-{role}', f'127.{net}.{number}.2'
    near, far = f'{tag}{number}a', f'{tag}{number}b'
    outside, inside = tun(near), tun(far)
    sh('ip', 'netns', 'add', namespace)
    sh('ip', 'link', 'set', far, 'netns', namespace)
    sysctl(f'net.ipv4.conf.{near}.route_localnet=1', f'net.ipv4.conf.{near}.rp_filter=0')
    sh('ip', 'link', 'set', near, 'mtu', '9000', 'up')
    sh('ip', 'route', 'add', 'unicast', f'{address}/32', 'dev', near, 'src', '127.0.0.1', 'table', 'local')
    within = ('ip', 'netns', 'exec', namespace)
    sysctl('net.ipv4.conf.all.route_localnet=1', within=within)
    sh(*within, 'ip', 'address', 'add', f'{address}/32', 'dev', far)
    sh(*within, 'ip', 'link', 'set', far, 'mtu', '9000', 'up')
    # The loopback interface in there stays down: 127.0.0.0/8 is outside.
    sh(*within, 'ip', 'route', 'add', '127.0.0.0/8', 'dev', far, 'src', address)
    return outside, inside


def concerns(packet, port):
    if port == 0:
        return True
    start = (packet[0] & 15) * 4
    return port in struct.unpack_from('!HH', packet, start) if len(packet) >= start + 4 else False


def main():
    tag, net, roles = sys.argv[1], sys.argv[2], sys.argv[3:]
    other, link_of = {}, {}
    for number, role in enumerate(roles, 1):
        outside, inside = connect(tag, net, number, role)
        other[outside], other[inside] = inside, outside
        link_of[outside] = link_of[inside] = role
    print('ready', flush=True)
    faults = {}
    free_at = {}
    waiting = []
    order = 0
    rest = b''
    while True:
        now = time.monotonic()
        while waiting and waiting[0][0] <= now:
            _, _, fd, packet = heapq.heappop(waiting)
            put(fd, packet)
        timeout = max(0, waiting[0][0] - now) if waiting else None
        ready, _, _ = select.select([0, *other], [], [], timeout)
        for fd in ready:
            if fd == 0:
                chunk = os.read(0, 65536)
                if not chunk:
                    return
                *lines, rest = (rest + chunk).split(b'\n')
                for line in lines:
                    fault = json.loads(line)
                    faults[fault['link']] = {**fault, 'until': time.monotonic() + fault['for']}
                continue
            for _ in range(64):
                try:
                    packet = os.read(fd, 65536)
                except BlockingIOError:
                    break
                fault = faults.get(link_of[fd])
                if fault is None or time.monotonic() > fault['until'] or not concerns(packet, fault['port']):
                    put(other[fd], packet)
                elif random.random() >= fault['loss']:
                    due = time.monotonic()
                    if fault['rate'] > 0:
                        due = max(due, free_at.get(fd, 0))
                        if due > time.monotonic() + QUEUE_SECONDS:
                            continue
                        due = free_at[fd] = due + len(packet) / fault['rate']
                    order += 1
                    heapq.heappush(waiting, (due + fault['delay'], order, other[fd], packet))


def put(fd, packet):
    try:
        os.write(fd, packet)
    except OSError:
        pass  # The other end's queue is full: a packet is lost, as on any network.


main()
