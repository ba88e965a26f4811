#!/usr/bin/perl
# Net::EPP::Simple, another hand's client, against our registry.
#
#   simple.pl HOST PORT CA CERT KEY USER PASSWORD
#
# It prints one line for each step: its name, the code, and what was found.
use strict;
use warnings;
use Net::EPP::Simple;

no warnings 'once';
$| = 1;
alarm 60;

my ($host, $port, $ca, $cert, $key, $user, $password) = @ARGV;
my $epp = Net::EPP::Simple->new(
	host => $host, port => $port, timeout => 20, load_config => 0, user => $user, pass => $password,
	verify => 1, ca_file => $ca, cert => $cert, key => $key,
) or die "connect: $Net::EPP::Simple::Error ($Net::EPP::Simple::Code)\n";

sub say_step { printf "%s %s %s\n", shift, $Net::EPP::Simple::Code, join(' ', map { defined $_ ? $_ : '-' } @_) }

my $name = 'layanan-batam.go.id';
say_step('check-free', $epp->check_domain($name));
say_step('check-taken', $epp->check_domain('batam.go.id'));
my $addr = { street => ['Jl. Engku Putri No. 1'], city => 'Batam', sp => 'Kepulauan Riau', pc => '29461', cc => 'ID' };
say_step('contact', $epp->create_contact({ id => 'PND-000200', postalInfo => { int => { name => 'Made Wirawan', org => 'Dinas', addr => $addr } },
	voice => '+62.778000000', fax => '', email => 'pejabat@contohkab.go.id', authInfo => 'rahasia-kontak' }));
say_step('contact-info', $epp->contact_info('PND-000200')->{email});
say_step('host', $epp->create_host({ name => 'ns1.layanan.test', addrs => [{ ip => '192.0.2.53', version => 'v4' }] }));
say_step('host-info', $epp->host_info('ns1.layanan.test')->{addrs}->[0]->{addr});
my %domain = (name => $name, period => 2, registrant => 'PND-000200', contacts => { admin => 'PND-000200', tech => 'PND-000200' },
	ns => ['ns1.layanan.test'], authInfo => 'kode-rahasia-1');
say_step('create', $epp->create_domain(\%domain));
say_step('create-again', $epp->create_domain(\%domain));
my $info = $epp->domain_info($name);
say_step('info', $info->{registrant}, $info->{contacts}->{admin}, join(',', @{ $info->{ns} }), join(',', @{ $info->{status} }), $info->{clID});
say_step('hold', $epp->update_domain({ name => $name, add => { status => ['clientHold'] } }));
say_step('hold-again', $epp->update_domain({ name => $name, add => { status => ['clientHold'] } }));
say_step('held', join(',', @{ $epp->domain_info($name)->{status} }));
say_step('unhold', $epp->update_domain({ name => $name, rem => { status => ['clientHold'] } }));
my $day = substr $info->{exDate}, 0, 10;
say_step('renew', $epp->renew_domain({ name => $name, cur_exp_date => $day, period => 1 }));
say_step('renew-again', $epp->renew_domain({ name => $name, cur_exp_date => $day, period => 1 }));
say_step('transfer-query', $epp->domain_transfer_query($name));
say_step('delete', $epp->delete_domain('batam.go.id'));
say_step('deleted', join(',', @{ $epp->domain_info('batam.go.id')->{status} }));
say_step('missing', $epp->domain_info('tidakada.go.id'));
say_step('ping', $epp->ping ? 'yes' : 'no');
say_step('logout', $epp->logout ? 'yes' : 'no');
