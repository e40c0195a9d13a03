#!/usr/bin/perl
# A carrier on Net::SMPP: accepts binds, writes what happens as JSON lines to its standard output, and takes JSON lines
# from its standard input:
#   {"cmd":"deliver","from":"15551230000","to":"15550001111","hex":"68656c6c6f","dcs":0,"esm":0}
#   {"cmd":"receipt","id":"net-smpp-1","from":"15550001111","to":"15551230000","stat":"DELIVRD","how":"text"}
# In receipts, `from` and `to` are those of the message that is reported on, and `how` is one of
#   text      the text of appendix B          tlv      parameters and no text       both   text and parameters
#   wide      the text as UTF-16BE            payload  the text in message_payload  data   a data_sm with parameters
# `error` is [type, code] of network_error_code, for all but `text` and `wide`.
# Usage: smsc.pl SYSTEM_ID PASSWORD AUTO_RECEIPT(0|1); listens on a free loopback port and says which.
use strict;
use warnings;
use Encode qw(encode);
use IO::Select;
use IO::Socket::INET;
use JSON::PP;
use Net::SMPP;

my ($system_id, $password, $auto_receipt) = @ARGV;
my $json = JSON::PP->new->canonical->latin1;
my %state = (ENROUTE => 1, DELIVRD => 2, EXPIRED => 3, DELETED => 4, UNDELIV => 5, ACCEPTD => 6, UNKNOWN => 7, REJECTD => 8);
my %can_receive;
my $next_id = 0;
my $next_seq = 1000;
my $input = '';
$| = 1;
binmode STDOUT;

sub say_event { print $json->encode({@_}), "\n" }

# Net::SMPP wants a port number, so a free one is looked for first.
my $probe = IO::Socket::INET->new(LocalAddr => '127.0.0.1', LocalPort => 0, Listen => 1, Proto => 'tcp') or die "no port: $!";
my $port = $probe->sockport;
close $probe;
my $listener = Net::SMPP->new_listen('127.0.0.1', port => $port, smpp_version => 0x34, async => 1) or die "cannot listen: $!";
my $select = IO::Select->new($listener, \*STDIN);
say_event(event => 'listening', port => $port);

sub receiver {
  for my $socket (values %can_receive) { return $socket }
  return undef;
}

sub deliver {
  my ($to_esme, %fields) = @_;
  my $seq = ++$next_seq;
  $to_esme->deliver_sm(
    seq => $seq, async => 1,
    source_addr_ton => 1, source_addr_npi => 1, source_addr => $fields{from},
    dest_addr_ton => 1, dest_addr_npi => 1, destination_addr => $fields{to},
    esm_class => $fields{esm} // 0, data_coding => $fields{dcs} // 0,
    short_message => $fields{octets},
    $fields{tlvs} ? @{$fields{tlvs}} : (),
  );
  return $seq;
}

sub data {
  my ($to_esme, %fields) = @_;
  my $seq = ++$next_seq;
  $to_esme->data_sm(
    seq => $seq, async => 1,
    source_addr_ton => 1, source_addr_npi => 1, source_addr => $fields{from},
    dest_addr_ton => 1, dest_addr_npi => 1, destination_addr => $fields{to},
    esm_class => $fields{esm}, @{$fields{tlvs}},
  );
  return $seq;
}

sub receipt {
  my ($socket, %about) = @_;
  my $stat = $about{stat};
  my $done = $stat eq 'DELIVRD' ? '001' : '000';
  my $text = "id:$about{id} sub:001 dlvrd:$done submit date:2601010000 done date:2601010001 stat:$stat err:000 text:";
  my $how = $about{how};
  my @tlvs = (receipted_message_id => "$about{id}\0", message_state => chr($state{$stat}));
  push @tlvs, network_error_code => pack('Cn', @{$about{error}}) if $about{error};
  my %fields = (from => $about{to}, to => $about{from}, esm => 4, octets => $text);
  my $seq =
      $how eq 'text' ? deliver($socket, %fields)
    : $how eq 'wide' ? deliver($socket, %fields, dcs => 8, octets => encode('UTF-16BE', $text))
    : $how eq 'payload' ? deliver($socket, %fields, octets => '', tlvs => [message_payload => $text, @tlvs[4 .. $#tlvs]])
    : $how eq 'tlv' ? deliver($socket, %fields, octets => '', tlvs => \@tlvs)
    : $how eq 'data' ? data($socket, %fields, tlvs => \@tlvs)
    : deliver($socket, %fields, tlvs => \@tlvs);
  say_event(event => 'receipt-sent', id => $about{id}, seq => $seq);
}

sub command {
  my ($line) = @_;
  my $wanted = $json->decode($line);
  my $socket = receiver();
  if (!$socket) { say_event(event => 'problem', reason => 'no receiver is bound'); return }
  if ($wanted->{cmd} eq 'deliver') {
    my $seq = deliver($socket, %$wanted, octets => pack('H*', $wanted->{hex}));
    say_event(event => 'deliver-sent', seq => $seq);
  } elsif ($wanted->{cmd} eq 'receipt') {
    receipt($socket, %$wanted);
  } else {
    say_event(event => 'problem', reason => "there is no command $wanted->{cmd}");
  }
}

sub bind_request {
  my ($socket, $pdu, $kind) = @_;
  my $status = $pdu->{system_id} eq $system_id && $pdu->{password} eq $password ? 0 : 0x0e;
  my $answer = "bind_${kind}_resp";
  $socket->$answer(seq => $pdu->{seq}, status => $status, system_id => 'net-smpp');
  $can_receive{fileno $socket} = $socket if $status == 0 && $kind ne 'transmitter';
  say_event(event => 'bind', kind => $kind, systemId => $pdu->{system_id}, status => $status,
    interfaceVersion => 0 + $pdu->{interface_version});
}

sub submit {
  my ($socket, $pdu) = @_;
  my $id = 'net-smpp-' . ++$next_id;
  $socket->submit_sm_resp(seq => $pdu->{seq}, status => 0, message_id => $id);
  say_event(
    event => 'submit', id => $id, seq => $pdu->{seq},
    from => $pdu->{source_addr}, fromTon => $pdu->{source_addr_ton}, fromNpi => $pdu->{source_addr_npi},
    to => $pdu->{destination_addr}, toTon => $pdu->{dest_addr_ton}, toNpi => $pdu->{dest_addr_npi},
    esm => $pdu->{esm_class}, dcs => $pdu->{data_coding}, registered => $pdu->{registered_delivery},
    serviceType => $pdu->{service_type}, validity => $pdu->{validity_period}, hex => unpack('H*', $pdu->{short_message}),
  );
  my $to_esme = receiver();
  return unless $auto_receipt && ($pdu->{registered_delivery} & 1) && $to_esme;
  receipt($to_esme, id => $id, from => $pdu->{source_addr}, to => $pdu->{destination_addr}, stat => 'DELIVRD', how => 'both');
}

sub forget {
  my ($socket) = @_;
  delete $can_receive{fileno $socket};
  $select->remove($socket);
  close $socket;
  say_event(event => 'closed');
}

sub serve {
  my ($socket) = @_;
  my $pdu = $socket->read_pdu;
  return forget($socket) unless defined $pdu;
  my $cmd = $pdu->{cmd};
  if ($cmd == 0x9) { bind_request($socket, $pdu, 'transceiver') }
  elsif ($cmd == 0x1) { bind_request($socket, $pdu, 'receiver') }
  elsif ($cmd == 0x2) { bind_request($socket, $pdu, 'transmitter') }
  elsif ($cmd == 0x4) { submit($socket, $pdu) }
  elsif ($cmd == 0x15) { $socket->enquire_link_resp(seq => $pdu->{seq}) }
  elsif ($cmd == 0x6) { $socket->unbind_resp(seq => $pdu->{seq}); say_event(event => 'unbind') }
  elsif ($cmd == 0x80000005 || $cmd == 0x80000103) { say_event(event => 'deliver-answered', seq => $pdu->{seq}, status => $pdu->{status}) }
  elsif ($cmd == 0x80000015) { say_event(event => 'enquire-answered', seq => $pdu->{seq}) }
  elsif (!($cmd & 0x80000000)) { $socket->generic_nack(seq => $pdu->{seq}, status => 3) }
}

while (1) {
  for my $ready ($select->can_read) {
    if ($ready == $listener) {
      my $socket = $listener->accept or next;
      $select->add($socket);
    } elsif (fileno($ready) == fileno(STDIN)) {
      my $n = sysread STDIN, $input, 65536, length $input;
      exit 0 unless $n;
      command($1) while $input =~ s/^(.*)\n//;
    } else {
      serve($ready);
    }
  }
}
