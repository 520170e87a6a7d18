package scp

// checkValues warns of policy values that the operator cannot compare.
func (r *parser) checkValues(c Comparison) {
	for _, v := range c.Values {
		t := parseTemplate(v.Value, r.document.Variables())
		switch {
		case c.Operator.variables():
			r.checkVariables(v, t)
		case r.document.Variables() && t.variables():
			r.add(MalformedVariable, v.Span, "AWS reads policy variables only in strings and ARNs. Here they are plain text.")
		}
		if want := wantedForm(c.Operator.Family, v.Value, t); want != "" {
			r.add(MalformedValue, v.Span, Quote(v.Value)+" is not "+want+", so no value in a request equals it.")
		}
		if a, ok := parseAddress(v.Value); ok && c.Operator.Family == Addresses && a.Is6() {
			r.add(MalformedValue, v.Span, "An IPv6 address should have a prefix length. AWS documents /32 as the default; deputy evaluates this one address.")
		}
	}
}

// wantedForm returns what a value of the family should be, or the empty text if
// the value is that.
func wantedForm(f Family, value string, t template) (want string) {
	ok := true
	switch f {
	case Numbers:
		_, ok = parseDecimal(value)
		want = "a number"
	case Dates:
		_, ok = parseInstant(value)
		want = "a date in a format that AWS supports"
	case Booleans, Existence:
		_, ok = parseBool(value)
		ok = ok || f == Booleans && t.variables()
		want = "true or false"
	case Binaries:
		_, ok = canonicalBase64(value)
		want = "base64"
	case Addresses:
		_, ok = parseRange(value)
		want = "an IP address or range"
	case ARNs:
		ok = len(t.components()) == arnParts || onlyStars(t.pieces)
		want = "an ARN of six parts"
	default: // any text is a string
	}
	if ok {
		return ""
	}
	return want
}

// onlyStars reports whether a pattern consists of * only.
func onlyStars(pieces []piece) bool {
	for _, p := range pieces {
		if p.kind != anyRun {
			return false
		}
	}
	return len(pieces) > 0
}
