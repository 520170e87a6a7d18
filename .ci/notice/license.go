package main

import (
	"crypto/sha256"
	"fmt"
	"regexp"
	"strings"
)

// known has the licenses that the program may ship under, by the fingerprint
// of what stands behind title and copyright. Only MIT, BSD, ISC, Apache-2.0 and
// MPL-2.0 may come in, and a text comes in after somebody has compared it with
// the license's page at https://spdx.org/licenses: one more clause makes
// another fingerprint.
var known = map[string]string{
	"81a61d35f6891e56": "MIT",
	"18660fb554a1fc29": "BSD-3-Clause",
	"77615e777f304265": "BSD-3-Clause", // with a slip of the pen, as Go shipped it once
}

// wholes has license files with the texts of two licenses, by the fingerprint of all of
// it.
var wholes = map[string]string{
	"4ae31902af3e5cd5": "MIT AND Apache-2.0", // go.yaml.in/yaml/v3: files ported from libyaml under MIT, the others under Apache-2.0
}

// body is where the words of a license begin. Before them stand its title and
// who holds the copyright, of which there may be a few.
var body = regexp.MustCompile(`(?i)permission is hereby granted|permission to use, copy|redistribution and use in source|mozilla public license`)

const mostBefore = 30 // words

// identify returns the SPDX identifier of a license text.
func identify(text string) (string, error) {
	if id, ok := wholes[fingerprint(text)]; ok {
		return id, nil
	}
	at := body.FindStringIndex(text)
	if at == nil || len(strings.Fields(text[:at[0]])) > mostBefore {
		return "", fmt.Errorf("this is not a license that the program may ship under, or it has more words:\n%s", text)
	}
	found := fingerprint(text[at[0]:])
	id, ok := known[found]
	if !ok {
		return "", fmt.Errorf("compare this license with its original, then add its fingerprint %s to .ci/notice/license.go:\n%s", found, text)
	}
	return id, nil
}

// endorser is whose name the BSD license protects, which differs for each.
var endorser = regexp.MustCompile(`(?i)neither the name of (\S+ ){1,5}nor the names`)

// fingerprint tells texts apart by their letters alone.
func fingerprint(text string) string {
	text = endorser.ReplaceAllString(text, "")
	letters := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' {
			return r
		}
		return -1
	}, strings.ToLower(text))
	return fmt.Sprintf("%x", sha256.Sum256([]byte(letters)))[:16]
}

// apache reports whether a text is the Apache License as it stands in own, with
// or without the appendix, and who holds the copyright if the appendix says so.
func apache(own, text string) (copyright string, same bool) {
	const blank = "Copyright [yyyy] [name of copyright owner]"
	squeeze := func(s string) string { return strings.Join(strings.Fields(s), " ") }
	terms, _, _ := strings.Cut(own, "END OF TERMS AND CONDITIONS")
	before, after, _ := strings.Cut(squeeze(own), blank)
	text = squeeze(text)
	if strings.TrimSpace(strings.TrimSuffix(text, "END OF TERMS AND CONDITIONS")) == squeeze(terms) {
		return "", true
	}
	holder, begins := strings.CutPrefix(text, before)
	holder, ends := strings.CutSuffix(holder, after)
	switch {
	case !begins || !ends || len(strings.Fields(holder)) > mostBefore:
		return "", false
	case holder == blank:
		return "", true
	default:
		return holder, true
	}
}
