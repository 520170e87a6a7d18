package scp

import (
	"fmt"
	"math"
	"net/netip"
	"slices"
	"strings"
)

// exactMost is the largest number of which the neighbours are told apart by
// every comparison.
const exactMost = 1 << 52

// numbers are values of which one stands for every number, and one for what is
// no number: each that the operands name, and one between each two and beyond.
// It is false where they are too large for that.
func numbers(operands []operand) ([]string, bool) {
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
			return nil, false
		}
		if i == 0 {
			out = append(out, decimalText(n-1))
		} else {
			out = append(out, decimalText(named[i-1]+(n-named[i-1])/2))
		}
		out = append(out, decimalText(n), decimalText(n+1))
	}
	return out, true
}

// dates are values of which one stands for every moment, and one for what is
// none: each that the operands name, the one after it, and one before all.
func dates(operands []operand) []string {
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

// after gives the moment so many nanoseconds later, one at most.
func (i instant) after(nanos int32) instant {
	switch i.nanos += nanos; {
	case i.nanos < 0:
		return instant{i.seconds - 1, i.nanos + 1e9}
	case i.nanos == 1e9:
		return instant{i.seconds + 1, 0}
	}
	return i
}

// text writes a moment as seconds since 1970.
func (i instant) text() string {
	if i.seconds < 0 && i.nanos > 0 {
		return fmt.Sprintf("-%d.%09d", -(i.seconds + 1), 1_000_000_000-i.nanos)
	}
	return fmt.Sprintf("%d.%09d", i.seconds, i.nanos)
}

// behindMapped is the first IPv6 address after those that stand for IPv4.
var behindMapped = netip.MustParseAddr("::1:0:0:0")

// addresses are values of which one stands for every address, and one for what
// is none: where each range begins and where it has ended.
func addresses(operands []operand) []string {
	out := []string{"-", "0.0.0.0", "::", behindMapped.String()}
	for _, o := range operands {
		o, ok := o.(addressOperand)
		if !ok {
			continue
		}
		out = append(out, o.prefix.Addr().String())
		if next := last(o.prefix).Next(); next.IsValid() {
			out = append(out, next.String())
		}
	}
	return out
}

// last gives the last address of a range.
func last(p netip.Prefix) netip.Addr {
	b := p.Addr().AsSlice()
	for bit := p.Bits(); bit < len(b)*8; bit++ {
		b[bit/8] |= 0x80 >> (bit % 8)
	}
	a, _ := netip.AddrFromSlice(b) // It has the length of an address.
	return a
}

// binaries are values of which one stands for all bytes, and one for what is
// no base64: each that the operands name, and longer bytes than those.
func binaries(operands []operand) []string {
	out := []string{"-"}
	longest := 0
	for _, o := range operands {
		if o, ok := o.(binaryOperand); ok {
			out, longest = append(out, o.text), max(longest, len(o.text))
		}
	}
	return append(out, strings.Repeat("AAAA", longest/4+1))
}
