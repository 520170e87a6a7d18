package scp

import (
	"net/netip"
	"strings"
)

// mappedBits is how long the prefix is under which IPv6 has all of IPv4.
const mappedBits = 96

// parseRange reads an IPv4 or IPv6 range in CIDR form. A bare address is a range
// of that address alone; for IPv4 that is the documented default of /32. Bits
// behind the prefix do not matter. An IPv4 range in IPv6 form becomes an IPv4
// range.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_IPAddress
func parseRange(text string) (netip.Prefix, bool) {
	if p, err := netip.ParsePrefix(text); err == nil {
		if a := p.Addr(); a.Is4In6() && p.Bits() >= mappedBits {
			p = netip.PrefixFrom(a.Unmap(), p.Bits()-mappedBits)
		}
		return p.Masked(), true
	}
	a, ok := parseAddress(text)
	if !ok {
		return netip.Prefix{}, false
	}
	return netip.PrefixFrom(a, a.BitLen()), true
}

// parseAddress reads an address. An IPv4 address in IPv6 form becomes an IPv4
// address.
func parseAddress(text string) (netip.Addr, bool) {
	if strings.Trim(text, "0123456789abcdefABCDEF.:") != "" {
		return netip.Addr{}, false // Most values are no address; this reports that without an error.
	}
	a, err := netip.ParseAddr(text)
	if err != nil || a.Zone() != "" {
		return netip.Addr{}, false
	}
	return a.Unmap(), true
}

// addressOperand is a value of IpAddress and NotIpAddress. An address of the
// other family is outside of every range.
type addressOperand struct{ prefix netip.Prefix }

func (o addressOperand) compare(v *value, _ *Request) Truth {
	return truth(o.prefix.Contains(v.address))
}

func (addressOperand) compareOpen(*Request) Truth { return Unknown }
