package cloudtrail

import (
	"errors"
	"strings"
)

// recordStart is how each record of a log file begins.
const recordStart = `{"eventVersion"`

// lost reports the event that was begun and cannot be read, and goes on behind it.
func (d *decoder) lost(why error) error {
	d.events++
	from := d.begun
	if errors.Is(why, errShort) || from < d.base {
		d.report(why, true)
		return errStop
	}
	d.at = int(from - d.base)
	if d.depth > 0 && d.passRecord() || d.depth == 0 && d.passLine() {
		d.report(why, false)
		return nil
	}
	d.report(why, true)
	return errStop
}

// passRecord goes to the end of a record of a list: that of its brackets or, if
// another record begins before that, to the comma before that one.
func (d *decoder) passRecord() bool {
	start := d.base + int64(d.at)
	err := d.whole(d.skip)
	from, to := int(start-d.base), len(d.text)
	if err == nil {
		to = d.at
	}
	if to <= from {
		return false
	}
	if next := strings.Index(d.text[from+1:to], recordStart); next >= 0 {
		comma := strings.TrimRight(d.text[:from+1+next], " \t\r\n")
		if !strings.HasSuffix(comma, ",") {
			return false
		}
		d.at, err = len(comma)-1, nil
	}
	return err == nil
}

// passLine goes to the next line that begins with an object, or to the end of the
// stream.
func (d *decoder) passLine() bool {
	for {
		err := d.whole(func() error {
			n := strings.IndexByte(d.text[d.at:], '\n')
			if n < 0 {
				return errShort
			}
			d.at += n + 1
			return nil
		})
		if errors.Is(err, errShort) {
			d.at = len(d.text)
			return true
		}
		if err != nil {
			return false
		}
		c, err := d.peek()
		if err != nil || c == '{' && (d.at == 0 || d.text[d.at-1] == '\n') {
			return true
		}
	}
}
