#!/usr/bin/perl
# A registry for the tests of our client, written by other hands' libraries: frames by
# Net::EPP::Protocol, TLS by IO::Socket::SSL, XML by XML::LibXML, and every document of
# both directions checked against the schemas.
#
#   registry.pl SCHEMA-FOLDER CERT KEY CA
#
# It listens on a free port of loopback and prints "PORT n", then a line "INVALID ..."
# for each document that breaks a schema. It knows one registrar and answers one
# connection at a time.
use strict;
use warnings;
use IO::Socket::SSL;
use Net::EPP::Protocol;
use XML::LibXML;
use XML::LibXML::XPathContext;
use POSIX qw(strftime);

$| = 1;
$SIG{PIPE} = 'IGNORE';
alarm 120;    # nobody waits for longer

my ($schemas, $cert, $key, $ca) = @ARGV;
my $schema = XML::LibXML::Schema->new(location => "$schemas/all.xsd");
my %ns = (
	e       => 'urn:ietf:params:xml:ns:epp-1.0',
	domain  => 'urn:ietf:params:xml:ns:domain-1.0',
	contact => 'urn:ietf:params:xml:ns:contact-1.0',
	host    => 'urn:ietf:params:xml:ns:host-1.0',
	rgp     => 'urn:ietf:params:xml:ns:rgp-1.0',
	secDNS  => 'urn:ietf:params:xml:ns:secDNS-1.1',
);
my %text = (
	1000 => 'Command completed successfully', 1001 => 'Command completed successfully; action pending',
	1300 => 'Command completed successfully; no messages', 1500 => 'Command completed successfully; ending session',
	2000 => 'Unknown command', 2001 => 'Command syntax error', 2002 => 'Command use error', 2200 => 'Authentication error',
	2301 => 'Object not pending transfer', 2302 => 'Object exists', 2303 => 'Object does not exist',
	2304 => 'Object status prohibits operation', 2306 => 'Parameter value policy error',
);
my (%names, %contacts, %hosts, $answers, $logged);

my $server = IO::Socket::SSL->new(
	LocalAddr       => '127.0.0.1', LocalPort => 0, Listen => 5, Proto => 'tcp',
	SSL_cert_file   => $cert, SSL_key_file => $key, SSL_ca_file => $ca,
	SSL_verify_mode => SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT,
) or die "listen: $SSL_ERROR";
print 'PORT ', $server->sockport, "\n";

while (1) {
	my $socket = $server->accept or next;
	eval { serve($socket) };
	$socket->close;
}

sub serve {
	my $socket = shift;
	$logged = 0;
	give($socket, greeting());
	while (my $frame = Net::EPP::Protocol->get_frame($socket)) {
		my $doc = eval { XML::LibXML->load_xml(string => $frame) };
		if (!$doc) { give($socket, answer(2001, '')); next }
		check('in', $doc);
		my $x = XML::LibXML::XPathContext->new($doc);
		$x->registerNs($_ => $ns{$_}) for keys %ns;
		if ($x->exists('/e:epp/e:hello')) { give($socket, greeting()); next }
		my $id = $x->findvalue('//e:clTRID');
		my ($verb) = map { $_->localname } $x->findnodes('/e:epp/e:command/*[1]');
		give($socket, decide($x, $verb // '', $id));
		return if ($verb // '') eq 'logout';
	}
}

sub give {
	my ($socket, $xml) = @_;
	check('out', XML::LibXML->load_xml(string => $xml));
	Net::EPP::Protocol->send_frame($socket, $xml);
}

sub check {
	my ($way, $doc) = @_;
	eval { $schema->validate($doc); 1 } or print "INVALID $way: ", join(' ', split /\s+/, $@), "\n";
}

sub stamp { strftime('%Y-%m-%dT%H:%M:%S.0Z', gmtime(shift // time)) }

sub wrap { qq(<?xml version="1.0" encoding="UTF-8"?><epp xmlns="$ns{e}">) . join('', @_) . '</epp>' }

sub greeting {
	return wrap('<greeting><svID>Perl registry</svID><svDate>', stamp(), '</svDate><svcMenu><version>1.0</version><lang>en</lang>',
		(map { "<objURI>$ns{$_}</objURI>" } qw(domain contact host)),
		'<svcExtension>', (map { "<extURI>$ns{$_}</extURI>" } qw(rgp secDNS)), '</svcExtension></svcMenu>',
		'<dcp><access><all/></access><statement><purpose><admin/><prov/></purpose><recipient><ours/></recipient>',
		'<retention><stated/></retention></statement></dcp></greeting>');
}

# answer wraps a code, our data and an extension; a refusal may have a reason.
sub answer {
	my ($code, $id, $data, $extension, $reason) = @_;
	$answers++;
	return wrap(qq(<response><result code="$code"><msg>$text{$code}</msg>),
		($reason ? "<extValue><value><undef/></value><reason>$reason</reason></extValue>" : ''), '</result>',
		($data ? "<resData>$data</resData>" : ''), ($extension ? "<extension>$extension</extension>" : ''),
		'<trID>', ($id ? "<clTRID>$id</clTRID>" : ''), sprintf('<svTRID>PERL-%d</svTRID></trID></response>', $answers));
}

# el makes the element of an object, with its namespace.
sub el { my ($p, $name, @in) = @_; return qq(<$p:$name xmlns:$p="$ns{$p}">) . join('', @in) . "</$p:$name>" }

sub decide {
	my ($x, $verb, $id) = @_;
	if ($verb eq 'login') {
		return answer(2002, $id) if $logged;
		return answer(2200, $id) unless $x->findvalue('//e:login/e:pw') eq 'rahasia-123456';
		$logged = 1;
		return answer(1000, $id);
	}
	return answer(2002, $id) unless $logged;
	return answer(1500, $id) if $verb eq 'logout';
	return answer(1300, $id) if $verb eq 'poll';
	my ($object) = $x->findnodes("/e:epp/e:command/e:$verb/*[1]");
	return answer(2000, $id) unless $object;
	my $kind = $object->prefix;
	my $do = main->can("${kind}_$verb") or return answer(2000, $id);
	return $do->($x, $id);
}

sub domain_check {
	my ($x, $id) = @_;
	my @cd = map { my $n = $_->textContent;
		'<domain:cd>' . sprintf('<domain:name avail="%d">%s</domain:name>', $names{$n} ? 0 : 1, $n)
			. ($names{$n} ? '<domain:reason>In use</domain:reason>' : '') . '</domain:cd>' } $x->findnodes('//domain:name');
	return answer(1000, $id, el('domain', 'chkData', @cd));
}

sub host_check {
	my ($x, $id) = @_;
	return answer(1000, $id, el('host', 'chkData', map { my $n = $_->textContent;
		sprintf('<host:cd><host:name avail="%d">%s</host:name></host:cd>', $hosts{$n} ? 0 : 1, $n) } $x->findnodes('//host:name')));
}

sub contact_check {
	my ($x, $id) = @_;
	return answer(1000, $id, el('contact', 'chkData', map { my $n = $_->textContent;
		sprintf('<contact:cd><contact:id avail="%d">%s</contact:id></contact:cd>', $contacts{$n} ? 0 : 1, $n) } $x->findnodes('//contact:id')));
}

sub host_create {
	my ($x, $id) = @_;
	my $n = $x->findvalue('//host:create/host:name');
	return answer(2302, $id) if $hosts{$n}++;
	return answer(1000, $id, el('host', 'creData', "<host:name>$n</host:name><host:crDate>" . stamp() . '</host:crDate>'));
}

sub contact_create {
	my ($x, $id) = @_;
	my $n = $x->findvalue('//contact:create/contact:id');
	return answer(2302, $id) if $contacts{$n}++;
	return answer(1000, $id, el('contact', 'creData', "<contact:id>$n</contact:id><contact:crDate>" . stamp() . '</contact:crDate>'));
}

sub list { my ($x, $path) = @_; return map { $_->textContent } $x->findnodes($path) }

sub later { my ($t, $years) = @_; my @t = gmtime $t; $t[5] += $years; return POSIX::mktime(@t[0 .. 5]) }

$ENV{TZ} = 'UTC';
POSIX::tzset();

sub domain_create {
	my ($x, $id) = @_;
	my $n = $x->findvalue('//domain:create/domain:name');
	return answer(2302, $id) if $names{$n};
	for ($x->findnodes('//domain:hostObj')) { return answer(2303, $id, '', '', $_->textContent) unless $hosts{$_->textContent} }
	my $now = time;
	$names{$n} = { created => $now, expires => later($now, $x->findvalue('//domain:period') || 1), status => {},
		registrant => $x->findvalue('//domain:registrant'), hosts => { map { $_ => 1 } list($x, '//domain:hostObj') },
		contacts => { map { $_->getAttribute('type') . ' ' . $_->textContent => 1 } $x->findnodes('//domain:contact') },
		ds => [ds($x, '//secDNS:create')] };
	return answer(1000, $id, el('domain', 'creData', "<domain:name>$n</domain:name><domain:crDate>", stamp($now),
		'</domain:crDate><domain:exDate>', stamp($names{$n}{expires}), '</domain:exDate>'));
}

sub ds {
	my ($x, $path) = @_;
	return map { my $d = $_; join ' ', map { $x->findvalue("secDNS:$_", $d) } qw(keyTag alg digestType digest) } $x->findnodes("$path/secDNS:dsData");
}

sub domain_info {
	my ($x, $id) = @_;
	my $n = $x->findvalue('//domain:info/domain:name');
	my $d = $names{$n} or return answer(2303, $id);
	my @status = sort keys %{ $d->{status} };
	push @status, 'pendingDelete' if $d->{grace};
	push @status, 'ok' unless @status;
	my @contacts = map { my ($type, $c) = split / /; qq(<domain:contact type="$type">$c</domain:contact>) } sort keys %{ $d->{contacts} };
	my @ns = map { "<domain:hostObj>$_</domain:hostObj>" } sort keys %{ $d->{hosts} };
	my $data = el('domain', 'infData', "<domain:name>$n</domain:name><domain:roid>D1-PERL</domain:roid>",
		(map { qq(<domain:status s="$_"/>) } @status), ($d->{registrant} ? "<domain:registrant>$d->{registrant}</domain:registrant>" : ''),
		@contacts, (@ns ? ('<domain:ns>', @ns, '</domain:ns>') : ''), '<domain:clID>goid-registrar</domain:clID><domain:crDate>', stamp($d->{created}),
		'</domain:crDate><domain:exDate>', stamp($d->{expires}), '</domain:exDate>');
	my $extension = '';
	$extension .= el('rgp', 'infData', qq(<rgp:rgpStatus s="$d->{grace}"/>)) if $d->{grace};
	$extension .= el('secDNS', 'infData', map { my @p = split / /;
		"<secDNS:dsData><secDNS:keyTag>$p[0]</secDNS:keyTag><secDNS:alg>$p[1]</secDNS:alg>"
			. "<secDNS:digestType>$p[2]</secDNS:digestType><secDNS:digest>$p[3]</secDNS:digest></secDNS:dsData>" } @{ $d->{ds} }) if @{ $d->{ds} };
	return answer(1000, $id, $data, $extension);
}

sub domain_renew {
	my ($x, $id) = @_;
	my $n = $x->findvalue('//domain:renew/domain:name');
	my $d = $names{$n} or return answer(2303, $id);
	return answer(2306, $id, '', '', 'curExpDate') unless $x->findvalue('//domain:curExpDate') eq substr stamp($d->{expires}), 0, 10;
	$d->{expires} = later($d->{expires}, $x->findvalue('//domain:period') || 1);
	return answer(1000, $id, el('domain', 'renData', "<domain:name>$n</domain:name><domain:exDate>", stamp($d->{expires}), '</domain:exDate>'));
}

sub domain_update {
	my ($x, $id) = @_;
	my $d = $names{ $x->findvalue('//domain:update/domain:name') } or return answer(2303, $id);
	if (my ($restore) = $x->findnodes('//rgp:restore')) {
		return answer(2304, $id) unless $d->{grace};
		$d->{grace} = $restore->getAttribute('op') eq 'request' ? 'pendingRestore' : '';
		return answer(1000, $id, '', $d->{grace} ? el('rgp', 'upData', '<rgp:rgpStatus s="pendingRestore"/>') : '');
	}
	return answer(2304, $id, '', '', 'pendingDelete') if $d->{grace};
	for (map { $_->getAttribute('s') } $x->findnodes('//domain:rem/domain:status')) {
		return answer(2306, $id, '', '', "$_ not set") unless delete $d->{status}{$_};
	}
	for (map { $_->getAttribute('s') } $x->findnodes('//domain:add/domain:status')) {
		return answer(2306, $id, '', '', "$_ already set") if $d->{status}{$_}++;
	}
	delete $d->{hosts}{$_} for list($x, '//domain:rem//domain:hostObj');
	$d->{hosts}{$_} = 1 for list($x, '//domain:add//domain:hostObj');
	delete $d->{contacts}{ $_->getAttribute('type') . ' ' . $_->textContent } for $x->findnodes('//domain:rem/domain:contact');
	$d->{contacts}{ $_->getAttribute('type') . ' ' . $_->textContent } = 1 for $x->findnodes('//domain:add/domain:contact');
	$d->{registrant} = $x->findvalue('//domain:chg/domain:registrant') if $x->exists('//domain:chg/domain:registrant');
	my %gone = map { $_ => 1 } ds($x, '//secDNS:rem');
	$d->{ds} = [grep({ !$gone{$_} } @{ $d->{ds} }), ds($x, '//secDNS:add')];
	return answer(1000, $id);
}

sub domain_transfer { return answer(2301, $_[1]) }

sub domain_delete {
	my ($x, $id) = @_;
	my $d = $names{ $x->findvalue('//domain:delete/domain:name') } or return answer(2303, $id);
	return answer(2304, $id) if $d->{status}{clientDeleteProhibited} || $d->{grace};
	$d->{grace} = 'redemptionPeriod';
	return answer(1001, $id);
}
