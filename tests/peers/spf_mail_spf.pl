#!/usr/bin/perl
# check_host() of Mail::SPF, for test_spf_peers.py: spf_mail_spf.pl PORT
#
# Each line of standard input is "ADDRESS<tab>HELO<tab>MAIL FROM"; each line of output "RESULT<tab>EXPLANATION", the
# explanation in hexadecimal digits.
use strict;
use warnings;
use Mail::SPF;
use Net::DNS::Resolver;

my $resolver = Net::DNS::Resolver->new(
    config_file => '/dev/null', nameservers => ['127.0.0.1'], port => $ARGV[0],
    recurse => 0, retry => 2, udp_timeout => 5, tcp_timeout => 5,
);
# A limit of 10 MX names is Mail::SPF's default; where it is reached the rest is left out.
my $server = Mail::SPF::Server->new(
    dns_resolver => $resolver, hostname => 'unknown', default_authority_explanation => 'DEFAULT',
);

$| = 1;
while (my $line = <STDIN>) {
    chomp $line;
    my ($address, $helo, $mail_from) = split /\t/, $line, -1;
    my ($result, $explanation) = ('exception', '');
    eval {
        my $request = Mail::SPF::Request->new(
            versions => [1], scope => 'mfrom', ip_address => $address, helo_identity => $helo,
            identity => length $mail_from ? $mail_from : "postmaster\@$helo", # RFC 7208 section 2.4
        );
        my $found = $server->process($request);
        ($result, $explanation) = ($found->code, $found->code eq 'fail' ? "" . $found->authority_explanation : '');
    };
    if ($@) {
        my $said = "$@";
        $said =~ s/\s+/ /g;
        ($result, $explanation) = ('exception', $said);
    }
    printf "%s\t%s\n", $result, unpack('H*', $explanation);
}
