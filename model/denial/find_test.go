package denial_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"deputy/model/denial"
)

// sentence is what AWS says, in its usual words.
const (
	wrongRole     = "arn:aws:sts::444455556666:assumed-role/Builder/1"
	wrongQueue    = "arn:aws:sqs:eu-west-1:444455556666:jobs"
	sentence      = "User: " + wrongRole + " is not authorized to perform: sqs:DeleteQueue on resource: " + wrongQueue + " with an explicit deny in a service control policy: " + namedPolicy
	namedPolicy   = "arn:aws:organizations::111122223333:policy/o-4x9acme2k7/service_control_policy/p-pft75v2s"
	otherSentence = `User: arn:aws:iam::444455556666:user/kim is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::b/a file" because no identity-based policy allows the s3:GetObject action`
)

func quoted(text string) string { return strconv.Quote(text) }

// A sentence of AWS is found wherever programs put it.
func TestFindSentence(t *testing.T) {
	for name, text := range map[string]string{
		"alone":                      sentence,
		"a build's log":              "[Container] 2026/07/15 12:06:05 Running command x\n[Container] 2026/07/15 12:06:06 An error occurred (AccessDenied) when calling the DeleteQueue operation: " + sentence,
		"a log with levels":          "[INFO] [main] starting {} [x]\n[ERROR] " + sentence + "\n\tat com.example.Main(Main.java:12)",
		"a controller":               `{"level":"error","ts":1.5,"logger":"c","error":` + quoted("operation error SQS: DeleteQueue, https response error StatusCode: 403: "+sentence) + `}`,
		"a log of JSON lines":        `{"level":"info","msg":"hello"}` + "\n" + `{"level":"error","context":"x","err":{"cause":[{"text":` + quoted(sentence) + `}]}}`,
		"JSON behind a prefix":       "2026-07-15T12:00:00Z stdout F {\"msg\":\"x\"}\n2026-07-15T12:00:00Z stdout F " + `{"error":` + quoted(sentence) + `} trailing`,
		"JSON in JSON in JSON":       `{"log":` + quoted(`{"message":`+quoted(`{"errorMessage":`+quoted(sentence)+`}`)+`}`) + `}`,
		"Lambda":                     `{"errorMessage":` + quoted("An error occurred (AccessDenied) when calling the DeleteQueue operation: "+sentence) + `,"errorType":"ClientError","stackTrace":["  File \"/var/task/x.py\""]}`,
		"Lambda's log":               "START RequestId: 1 Version: $LATEST\n[ERROR] ClientError: " + sentence + "\nTraceback (most recent call last):\n\u00a0\u00a0File \"x.py\"\nEND RequestId: 1",
		"a Python dictionary":        `{'Error': {'Code': 'AccessDenied', 'Message': '` + sentence + `'}, 'ResponseMetadata': {'HTTPStatusCode': 403}}`,
		"a stack's event":            `Resource handler returned message: "` + sentence + ` (Service: Sqs, Status Code: 403, Request ID: 1) (SDK Attempt Count: 1)" (RequestToken: 1, HandlerErrorCode: AccessDenied)`,
		"stack events":               `{"StackEvents":[{"ResourceStatus":"CREATE_FAILED","ResourceStatusReason":` + quoted(`Resource handler returned message: "`+sentence+` (Service: Sqs)"`) + `}]}`,
		"S3's XML":                   `<?xml version="1.0" encoding="UTF-8"?>` + "\n<Error><Code>AccessDenied</Code><Message>" + sentence + "</Message></Error>",
		"HTML's entities":            "<p>" + strings.ReplaceAll(sentence, ":", "&#58;") + "</p>",
		"escaped once more":          strings.ReplaceAll(`message=\"`+sentence+`\"\n`, "to perform", `to\n perform`),
		"unicode escapes":            strings.ReplaceAll(`\u003cMessage\u003e`+sentence+`\u003c/Message\u003e`, "'", `\u0027`),
		"a box":                      boxed(sentence, 60, false),
		"a box without right side":   boxed(sentence, 72, true),
		"a box that cuts words":      cut(sentence, 38),
		"a table of two columns":     table(sentence, 40),
		"CloudWatch Logs":            `{"logEvents":[{"id":"1","message":"START"},{"id":"2","message":` + quoted(`{"level":"ERROR","message":`+quoted(sentence)+`}`) + `}]}`,
		"a list of log entries":      `[{"text":"x"},{"text":` + quoted(sentence) + `}]`,
		"a long log":                 strings.Repeat("2026-07-15 nothing to see here\n", 30_000) + sentence + "\n" + strings.Repeat("2026-07-15 nothing to see here\n", 30_000),
		"one very long line":         strings.Repeat("nothing to see here ", 50_000) + sentence + " " + strings.Repeat("nothing to see here ", 50_000),
		"another role named before":  "role arn:aws:iam::999988887777:role/Elsewhere user arn:aws:iam::999988887777:user/elsewhere called. " + sentence,
		"behind a denial of another": "action: s3:PutObject was fine\n" + sentence,
	} {
		t.Run(name, func(t *testing.T) {
			d, err := denial.Parse(text)
			if err != nil {
				t.Fatal(err)
			}
			if d.Principal != wrongRole || d.Action != "sqs:DeleteQueue" || d.Resource != wrongQueue || d.Evidence.PolicyARN != namedPolicy || !d.Evidence.Explicit || d.Evidence.Type == "" {
				t.Errorf("got %+v and %+v", d.Question, d.Evidence)
			}
		})
	}
}

// boxed draws a box around a text, as Terraform and others do.
func boxed(text string, width int, open bool) string {
	var out []string
	line := ""
	end := func() {
		if open {
			out = append(out, "│ "+line)
		} else {
			out = append(out, fmt.Sprintf("│ %-*s │", width, line))
		}
		line = ""
	}
	for _, w := range strings.Fields(text) {
		if line != "" && len(line)+1+len(w) > width {
			end()
		}
		line = strings.TrimSpace(line + " " + w)
	}
	end()
	return "╷\n" + strings.Join(out, "\n") + "\n╵"
}

// cut draws a box that cuts words where a line is full.
func cut(text string, width int) string {
	var out []string
	for text != "" {
		n := min(width, len(text))
		out, text = append(out, "│ "+fmt.Sprintf("%-*s", width, text[:n])+" │"), text[n:]
	}
	return strings.Join(out, "\n")
}

// table draws a table with the text in its second column.
func table(text string, width int) string {
	out := strings.Split(boxed(text, width, false), "\n")
	for i := range out {
		out[i] = strings.Replace(out[i], "│ ", "│ CREATE_FAILED │ ", 1)
		if i > 1 {
			out[i] = strings.Replace(out[i], "CREATE_FAILED", "             ", 1)
		}
	}
	return strings.Join(out[1:len(out)-1], "\n")
}

// All denials of a text are found, in their order, each with its own parts.
func TestFindAll(t *testing.T) {
	text := strings.Join([]string{
		"[INFO] begin", sentence, `{"error":` + quoted(otherSentence) + `}`, deniedEvent, "[INFO] end. " + otherSentence + " and " + sentence,
	}, "\n")
	all, err := denial.ParseAll(text)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, d := range all {
		got = append(got, d.Action+" "+d.Resource+" "+strings.Join(d.DeniedBy, " "))
	}
	const kim, queue = "s3:GetObject arn:aws:s3:::b/a file identity-based policy", "sqs:DeleteQueue " + wrongQueue + " service control policy p-pft75v2s"
	if want := []string{queue, kim, "lambda:CreateFunction  ", kim, queue}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	d, err := denial.Parse(text)
	if err != nil || !strings.Contains(strings.Join(d.Notes, " "), "The text has 5 denials. This answer is about the first one.") {
		t.Errorf("it notes %q, %v", d.Notes, err)
	}
}

// An event knows more than its message.
func TestFindEventInOtherJSON(t *testing.T) {
	event := strings.Replace(deniedEvent, `"errorCode"`, `"errorMessage":`+quoted(sentence)+`,"errorCode"`, 1)
	for name, text := range map[string]string{
		"a search's hits": `{"hits":{"hits":[{"_source":` + event + `}]}}`,
		"a log's message": `{"logEvents":[{"message":` + quoted(event) + `}]}`,
		"a message":       `{"message":` + quoted(event) + `}`,
		"a log's line":    "2026-07-15 event: " + event,
	} {
		d, err := denial.Parse(text)
		if err != nil || d.Principal != "arn:aws:iam::444455556666:user/kim" || d.Given["aws:SourceIp"] == nil || d.Evidence.PolicyARN != namedPolicy {
			t.Errorf("%s: got %+v and %v", name, d, err)
		}
	}
}

// A decoded message names the statements that matched.
func TestMatchedStatements(t *testing.T) {
	d, err := denial.Parse(`{"DecodedMessage":` + quoted(`{"allowed":false,"explicitDeny":true,"matchedStatements":{"items":[{"statementId":"KeepTokens","effect":"DENY","actions":{"items":[{"value":"ec2:ModifyInstanceMetadataOptions"}]}}]},"context":{"principal":{"arn":"`+wrongRole+`"},"action":"ec2:ModifyInstanceMetadataOptions","resource":"*"}}`) + `}`)
	if err != nil || len(d.Evidence.Matched) != 1 || d.Evidence.Matched[0].Sid != "KeepTokens" || d.Evidence.Matched[0].Actions[0] != "ec2:ModifyInstanceMetadataOptions" || !d.Evidence.Explicit {
		t.Errorf("got %+v and %v", d.Evidence, err)
	}
}

// Texts that were made to keep deputy busy end soon.
func TestFindIsBounded(t *testing.T) {
	nested := sentence
	for range 16 {
		nested = quoted(nested)
		if len(nested) > 4<<20 {
			break
		}
	}
	const size = 1 << 19
	for name, text := range map[string]string{
		"open objects":      strings.Repeat("{", size),
		"open objects, {\"": strings.Repeat(`{"a":`, size/5),
		"deep lists":        strings.Repeat("[", size/2) + strings.Repeat("]", size/2),
		"deep objects":      strings.Repeat(`{"denied":`, 9_000) + "1" + strings.Repeat("}", 9_000),
		"nested strings":    nested,
		"many lines":        strings.Repeat("{ denied\n", size/9),
		"one word":          strings.Repeat("authorized ", size/11),
		"half sentences":    strings.Repeat("not authorized to perform: ", size/27),
		"sentences":         strings.Repeat("not authorized to perform: a:b ", size/31),
		"backslashes":       strings.Repeat(`\`, size) + "authorized",
		"boxes":             strings.Repeat("│ authorized │\n", size/20),
		"columns":           strings.Repeat("|authorized ", size/12),
		"entities":          strings.Repeat("&amp;authorized", size/15),
		"users":             strings.Repeat("user: arn:a ", size/12) + "not authorized to perform: a:b",
	} {
		began := time.Now()
		_, _ = denial.ParseAll(text)
		if took := time.Since(began); took > 10*time.Second {
			t.Errorf("%s: %d bytes took %v", name, len(text), took)
		}
	}
}

// FuzzFind puts a sentence into any text around it.
func FuzzFind(f *testing.F) {
	f.Add("[x] ", "\n", true)
	f.Add(`{"a":`, `}`, true)
	f.Add("│ ", " │", false)
	f.Add(`\"`, `\u00`, false)
	f.Fuzz(func(t *testing.T, before, after string, asJSON bool) {
		text := before + " " + sentence + " " + after
		if asJSON {
			encoded, err := json.Marshal(map[string]any{"x": []any{map[string]any{"y": text}}})
			if err != nil {
				return
			}
			text = string(encoded)
		}
		all, err := denial.ParseAll(text)
		if err != nil && len(all) > 0 || err == nil && len(all) == 0 {
			t.Fatalf("%d denials and %v", len(all), err)
		}
		for _, d := range all {
			if d.Action == "" {
				t.Errorf("%q gives a question without action", text)
			}
		}
	})
}
