package scp

import (
	"fmt"
	"math"
	"net/netip"
	"slices"
	"strings"
)

// neighbors returns values of a family of which one stands for every value that
// the tests distinguish, and one for what is no value of the family. They are
// incomplete if the tests name numbers that are too large for that.
func neighbors(f Family, tests []*test) (values []string, incomplete bool) {
	var operands []operand
	for _, t := range tests {
		operands = append(operands, t.operands...)
	}
	switch f {
	case Numbers:
		return numberNeighbors(operands)
	case Dates:
		return dateNeighbors(operands), false
	case Addresses:
		return addressNeighbors(operands), false
	default:
		return binaryNeighbors(operands), false
	}
}

// exactMost is the largest number of which the neighbours are distinguished by
// every comparison.
const exactMost = 1 << 52

// numberNeighbors returns those that the operands name, one between each two, one below
// and one above all.
func numberNeighbors(operands []operand) (values []string, incomplete bool) {
	var named []float64
	for _, o := range operands {
		if o, ok := o.(numberOperand); ok {
			named = append(named, o.number.floated)
		}
	}
	slices.Sort(named)
	out := []string{"-"}
	for i, n := range named {
		if math.Abs(n) > exactMost {
			return []string{"-"}, true
		}
		if i == 0 {
			out = append(out, decimalText(n-1))
		} else {
			out = append(out, decimalText(named[i-1]+(n-named[i-1])/2))
		}
		out = append(out, decimalText(n), decimalText(n+1))
	}
	return out, false
}

// dateNeighbors returns the moments that the operands name, the ones right after each,
// and one before all.
func dateNeighbors(operands []operand) []string {
	var named []instant
	for _, o := range operands {
		if o, ok := o.(dateOperand); ok {
			named = append(named, o.date)
		}
	}
	out := []string{"-"}
	for _, d := range named {
		out = append(out, d.text(), d.after(1).text())
	}
	if len(named) > 0 {
		out = append(out, slices.MinFunc(named, instant.compare).after(-1).text())
	}
	return out
}

// after returns the moment so many nanoseconds later, one at most.
func (i instant) after(nanos int32) instant {
	switch i.nanos += nanos; {
	case i.nanos < 0:
		return instant{i.seconds - 1, i.nanos + 1e9}
	case i.nanos == 1e9:
		return instant{i.seconds + 1, 0}
	}
	return i
}

// text returns the moment as seconds since 1970.
func (i instant) text() string {
	if i.seconds < 0 && i.nanos > 0 {
		return fmt.Sprintf("-%d.%09d", -(i.seconds + 1), 1_000_000_000-i.nanos)
	}
	return fmt.Sprintf("%d.%09d", i.seconds, i.nanos)
}

// behindMapped is the first IPv6 address after those that stand for IPv4.
var behindMapped = netip.MustParseAddr("::1:0:0:0")

// addressNeighbors returns the first address of each range and the first one behind it,
// and where IPv4 and IPv6 begin.
func addressNeighbors(operands []operand) []string {
	out := []string{"-", "0.0.0.0", "::", behindMapped.String()}
	for _, o := range operands {
		o, ok := o.(addressOperand)
		if !ok {
			continue
		}
		out = append(out, o.prefix.Addr().String())
		if next := lastAddress(o.prefix).Next(); next.IsValid() {
			out = append(out, next.String())
		}
	}
	return out
}

// lastAddress returns the last address of a range.
func lastAddress(p netip.Prefix) netip.Addr {
	b := p.Addr().AsSlice()
	for bit := p.Bits(); bit < len(b)*8; bit++ {
		b[bit/8] |= 0x80 >> (bit % 8)
	}
	a, _ := netip.AddrFromSlice(b) // It has the length of an address.
	return a
}

// binaryNeighbors returns the bytes that the operands name, and longer ones than those,
// all in base64.
func binaryNeighbors(operands []operand) []string {
	out := []string{"-"}
	longest := 0
	for _, o := range operands {
		if o, ok := o.(binaryOperand); ok {
			out, longest = append(out, o.text), max(longest, len(o.text))
		}
	}
	return append(out, strings.Repeat("AAAA", longest/4+1))
}
