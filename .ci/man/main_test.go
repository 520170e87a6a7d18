package main

import (
	"strings"
	"testing"
)

// TestConvert ensures that each kind of Markdown becomes what man shows the same way.
func TestConvert(t *testing.T) {
	name, page, err := convert("# deputy-x(1)\n\n<!-- command -->\n\n## Name\n\n`deputy x` – Do it\n\n## Use\n\nText with `--flag`, **bold** and [deputy-y(5)](deputy-y.md),\nas in [AWS](https://aws.example/a_b).\n\n.begins with a dot\n\n"+
		"* one \\* two\n  more\n* three\n\n```\n$ x --y \\\n.z\n```\n\n| Flag | | Variable |\n|---|---|---|\n| `--a B\\|C` | words | `V` |\n| `--d` | | |\n", "v1.2.3", "2026-11-30")
	if err != nil {
		t.Fatal(err)
	}
	want := `.TH DEPUTY-X 1 2026-11-30 "deputy v1.2.3" "deputy"
.ad l
.nh
.SH NAME
deputy-x \- Do it
.SH USE
Text with \fB\-\-flag\fR, \fBbold\fR and deputy-y(5), as in AWS
(https://aws.example/a_b).
.PP
\&.begins with a dot
.IP \(bu 4
one * two more
.IP \(bu 4
three
.PP
.RS 4
.nf
$ x \-\-y \e
\&.z
.fi
.RE
.TP
\fB\-\-a B|C\fR
words; Variable: \fBV\fR
.TP
\fB\-\-d\fR
\&
`
	if name != "deputy-x.1" || page != want {
		t.Errorf("%s:\n%s\nwant:\n%s", name, page, want)
	}
}

// TestConvertRefuses ensures that Markdown that is not known is an error, and not
// lost in the page.
func TestConvertRefuses(t *testing.T) {
	for what, text := range map[string]string{
		"no title":     "deputy\n",
		"no name":      "# deputy(1)\n\nText\n",
		"a picture":    "# deputy(1)\n\n## Name\n\n`deputy` – x\n\n![x](y)\n",
		"HTML":         "# deputy(1)\n\n## Name\n\n`deputy` – x\n\n<br>\n",
		"open code":    "# deputy(1)\n\n## Name\n\n`deputy` – x\n\n```\nx\n",
		"a short row":  "# deputy(1)\n\n## Name\n\n`deputy` – x\n\n| a | b |\n|---|---|\n| c |\n",
		"a quotation":  "# deputy(1)\n\n## Name\n\n`deputy` – x\n\n> x\n",
		"a name alone": "# deputy(1)\n\n## Name\n\ndeputy\n",
	} {
		if _, page, err := convert(text, "v1", "2026-11-30"); err == nil {
			t.Errorf("%s: converted to\n%s", what, strings.TrimSpace(page))
		}
	}
}
