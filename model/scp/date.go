package scp

import (
	"cmp"
	"strconv"
	"strings"
	"time"
)

// instant is a moment: seconds since 1970 in UTC, and nanoseconds in addition.
type instant struct {
	seconds int64
	nanos   int32
}

func (i instant) compare(j instant) int {
	return cmp.Or(cmp.Compare(i.seconds, j.seconds), cmp.Compare(i.nanos, j.nanos))
}

// parseInstant reads a date in one of the W3C's forms of ISO 8601 (from a year
// alone to fractions of a second) or as seconds since 1970. Four digits are a
// year. A time without a zone, which those forms do not have, is taken as UTC.
// https://www.w3.org/TR/NOTE-datetime
func parseInstant(text string) (instant, bool) {
	if text == "" || strings.IndexByte("+-0123456789", text[0]) < 0 {
		return instant{}, false // Most values are no date; this reports that without an error.
	}
	if len(text) != 4 && countDigits(strings.TrimPrefix(text, "-")) > 4 {
		return parseEpoch(text)
	}
	d := dateReader{rest: text, month: 1, day: 1}
	d.year = d.number(4, 0, 9999)
	if d.skip('-') {
		d.month = d.number(2, 1, 12)
		if d.skip('-') {
			d.day = d.number(2, 1, daysIn(d.year, d.month))
			if d.skip('T') || d.skip('t') || d.skip(' ') {
				d.clock()
			}
		}
	}
	if d.wrong || d.rest != "" {
		return parseEpoch(text)
	}
	t := time.Date(d.year, time.Month(d.month), d.day, d.hour, d.minute, d.second, d.nanos, time.UTC)
	return instant{seconds: t.Unix() - int64(d.offset), nanos: int32(d.nanos)}, true
}

// parseEpoch reads seconds since 1970, whole or with decimals.
func parseEpoch(text string) (instant, bool) {
	whole, fraction, dotted := strings.Cut(text, ".")
	seconds, err := strconv.ParseInt(whole, 10, 64)
	if err != nil || dotted && (fraction == "" || countDigits(fraction) != len(fraction)) {
		return instant{}, false
	}
	nanos := int32(nanoseconds(fraction))
	if strings.HasPrefix(whole, "-") && nanos > 0 {
		seconds, nanos = seconds-1, 1e9-nanos
	}
	return instant{seconds: seconds, nanos: nanos}, true
}

// dateReader reads a date from left to right; wrong is set at the first error.
type dateReader struct {
	rest                        string
	year, month, day            int
	hour, minute, second, nanos int
	offset                      int // seconds east of Greenwich
	wrong                       bool
}

func (d *dateReader) skip(c byte) bool {
	if d.rest == "" || d.rest[0] != c {
		return false
	}
	d.rest = d.rest[1:]
	return true
}

// number reads exactly width digits.
func (d *dateReader) number(width, least, most int) int {
	if countDigits(d.rest) < width {
		d.wrong = true
		return least
	}
	n := 0
	for i := range width {
		n = n*10 + int(d.rest[i]-'0')
	}
	d.rest = d.rest[width:]
	d.wrong = d.wrong || n < least || n > most
	return n
}

// clock reads hours and minutes, perhaps seconds with a fraction, and a zone.
func (d *dateReader) clock() {
	d.hour = d.number(2, 0, 23)
	if !d.skip(':') {
		d.wrong = true
		return
	}
	d.minute = d.number(2, 0, 59)
	if d.skip(':') {
		d.second = d.number(2, 0, 60) // A leap second counts as the next one.
		if d.skip('.') {
			n := countDigits(d.rest)
			d.wrong = d.wrong || n == 0
			d.nanos = nanoseconds(d.rest[:n])
			d.rest = d.rest[n:]
		}
	}
	d.zone()
}

func (d *dateReader) zone() {
	if d.rest == "" || d.skip('Z') || d.skip('z') {
		return
	}
	sign := 1
	if d.skip('-') {
		sign = -1
	} else if !d.skip('+') {
		d.wrong = true
		return
	}
	hours := d.number(2, 0, 23)
	d.skip(':')
	minutes := d.number(2, 0, 59)
	d.offset = sign * (hours*3600 + minutes*60)
}

// nanoseconds reads the digits behind a decimal point; the tenth and later ones
// do not matter.
func nanoseconds(fraction string) int {
	n, unit := 0, 100_000_000
	for i := 0; i < len(fraction) && unit > 0; i++ {
		n += int(fraction[i]-'0') * unit
		unit /= 10
	}
	return n
}

func daysIn(year, month int) int {
	return time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// dateOperand is a value of a date operator.
type dateOperand struct {
	relation Relation
	date     instant
}

func (o dateOperand) compare(v *value, _ *Request) Truth {
	return truth(v.dated && o.relation.holds(v.date.compare(o.date)))
}

func (dateOperand) compareOpen(*Request) Truth { return Unknown }
