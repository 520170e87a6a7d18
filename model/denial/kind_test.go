package denial_test

import (
	"html"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"deputy/model/denial"
)

// bucketSentence has the resource in quotation marks, as S3 writes it.
const bucketSentence = "User: " + wrongRole + ` is not authorized to perform: s3:PutObject on resource: "arn:aws:s3:::acme-logs/2026/a b.json" with an explicit deny in a service control policy`

// wrapped breaks a text at blanks, so that no line is longer than width.
func wrapped(text string, width int, begin string) string {
	var b strings.Builder
	b.WriteString(begin)
	at := len(begin)
	for _, word := range strings.Fields(text) {
		if at+1+len(word) > width && at > len(begin) {
			b.WriteString("\n" + begin)
			at = len(begin)
		} else if at > len(begin) {
			b.WriteByte(' ')
			at++
		}
		b.WriteString(word)
		at += len(word)
	}
	return b.String()
}

// folded breaks a text after each width bytes, wherever that is, as terminals and
// mail programs do.
func folded(text string, width int, begin string) string {
	var lines []string
	for len(text) > width {
		lines, text = append(lines, begin+text[:width]), text[width:]
	}
	return strings.Join(append(lines, begin+text), "\n")
}

// smart replaces quotation marks by typographic ones.
func smart(text, open, closing string) string {
	return regexp.MustCompile(`"([^"]*)"`).ReplaceAllString(text, open+"$1"+closing)
}

// coloured puts escape sequences around some words, as terminals get them.
func coloured(text string) string {
	for _, word := range []string{"User:", wrongRole, "sqs:DeleteQueue", "explicit deny"} {
		text = strings.ReplaceAll(text, word, "\x1b[1;31m"+word+"\x1b[0m")
	}
	return "\x1b[2K\r" + text + "\x1b[K"
}

// kinds are texts as programs of many kinds write them. Each has a sentence.
func kinds(sentence string) map[string]string {
	q := strconv.Quote(sentence)
	inside := strings.Trim(q, `"`)
	operation := "operation error SQS: DeleteQueue, https response error StatusCode: 403, RequestID: 7b1, api error AccessDenied: "
	stamped := func(prefix string) string { return strings.ReplaceAll(wrapped(sentence, 90, ""), "\n", "\n"+prefix) }
	return map[string]string{
		"Terraform":                     "\n╷\n│ Error: deleting SQS Queue (https://sqs.eu-west-1.amazonaws.com/1/jobs): " + operation + sentence + "\n│ \n│   with aws_sqs_queue.jobs,\n│   on main.tf line 3, in resource \"aws_sqs_queue\" \"jobs\":\n│    3: resource \"aws_sqs_queue\" \"jobs\" {\n│ \n╵\n",
		"Terraform, wrapped":            "╷\n" + wrapped("Error: "+operation+sentence, 78, "│ ") + "\n│\n│   with aws_sqs_queue.jobs,\n╵",
		"Terraform in a pipeline":       "2026-07-15T12:00:00.1234567Z \x1b[31m╷\x1b[0m\x1b[0m\n2026-07-15T12:00:00.1234567Z \x1b[31m│\x1b[0m \x1b[0m\x1b[1m\x1b[31mError: \x1b[0m\x1b[0m\x1b[1m" + sentence + "\x1b[0m\n2026-07-15T12:00:00.1234567Z \x1b[31m╵\x1b[0m\x1b[0m",
		"Terraform as JSON":             `{"@level":"error","@message":"Error: x","@module":"terraform.ui","diagnostic":{"severity":"error","summary":` + strconv.Quote("deleting queue: "+operation+sentence) + `,"detail":""},"type":"diagnostic"}`,
		"CDK":                           "Stack | 3/5 | 12:00:01 PM | CREATE_FAILED        | AWS::SQS::Queue | Jobs (JobsE1) Resource handler returned message: \"" + sentence + " (Service: Sqs, Status Code: 403, Request ID: 9)\" (RequestToken: 8, HandlerErrorCode: AccessDenied)\n\tnew Queue (/app/node_modules/aws-cdk-lib/aws-sqs/lib/queue.js:1:1)",
		"CDK, failed deployment":        "❌  Stack failed: _ToolkitError: The stack named Stack failed creation, it may need to be manually deleted from the AWS console: ROLLBACK_COMPLETE: Resource handler returned message: \"" + sentence + "\" (RequestToken: 8, HandlerErrorCode: AccessDenied)",
		"Pulumi":                        "Diagnostics:\n  aws:sqs:Queue (jobs):\n    error:   sdk-v2/provider2.go:509: sdk.helper_schema: deleting urn:pulumi:dev::app::aws:sqs/queue:Queue::jobs: 1 error occurred:\n    \t* " + operation + sentence + ": provider=aws@7.1.0\n",
		"kubectl's events":              "LAST SEEN   TYPE      REASON            OBJECT          MESSAGE\n3m          Warning   FailedSync        queue/jobs      (combined from similar events): failed to delete: AccessDenied: " + sentence + "\n        status code: 403, request id: 7b1",
		"kubectl describe":              "Events:\n  Type     Reason  Age                From  Message\n  ----     ------  ----               ----  -------\n  Warning  Failed  3m (x9 over 22m)   ack   " + sentence,
		"an object's status in YAML":    "status:\n  conditions:\n  - message: '" + strings.ReplaceAll(sentence, "'", "''") + "'\n    reason: AccessDenied\n    status: \"True\"",
		"YAML, folded":                  "    message: >-\n" + wrapped(sentence, 80, "      ") + "\n    reason: AccessDenied",
		"YAML, wrapped in quotes":       "    message: \"" + strings.ReplaceAll(wrapped(inside, 90, ""), "\n", "\n      ") + "\"\n    reason: x",
		"Python's traceback":            "Traceback (most recent call last):\n  File \"/var/task/a.py\", line 3, in handler\n    raise RuntimeError(json.dumps(e.response))\nRuntimeError: {\"Error\": {\"Code\": \"AccessDenied\", \"Message\": " + q + "}}",
		"boto3's error":                 "botocore.exceptions.ClientError: An error occurred (AccessDenied) when calling the DeleteQueue operation: " + sentence,
		"boto3's error as repr":         `ClientError('An error occurred (AccessDenied) when calling the DeleteQueue operation: ` + sentence + `')`,
		"Ansible":                       `fatal: [localhost]: FAILED! => {"changed": false, "error": {"code": "AccessDenied", "message": ` + q + `, "type": "Sender"}, "msg": ` + strconv.Quote("Unable to delete: An error occurred: "+sentence) + `}`,
		"GitHub Actions":                "2026-07-15T12:00:00.0000000Z ##[group]Run aws sqs delete-queue\n2026-07-15T12:00:01.0000000Z \n2026-07-15T12:00:02.0000000Z An error occurred (AccessDenied) when calling the DeleteQueue operation: " + sentence + "\n2026-07-15T12:00:03.0000000Z ##[error]Process completed with exit code 254.",
		"an annotation":                 "::error file=main.tf,line=3::" + strings.ReplaceAll(sentence, " on ", "%0A on "),
		"GitLab's sections":             "section_start:1752580800:step_script\r\x1b[0K\x1b[0;m" + sentence + "\nsection_end:1752580801:step_script\r\x1b[0K",
		"lines with times":              "2026-07-15 12:00:02 ERROR " + stamped("2026-07-15 12:00:02 ERROR "),
		"docker compose":                "app-1  | " + stamped("app-1  | "),
		"Java, SDK 1":                   "com.amazonaws.services.sqs.model.AmazonSQSException: " + sentence + " (Service: AmazonSQS; Status Code: 403; Error Code: AccessDenied; Request ID: 7b1; Proxy: null)\n\tat com.amazonaws.http.AmazonHttpClient.x(AmazonHttpClient.java:1879)",
		"Java, SDK 2":                   "software.amazon.awssdk.services.sqs.model.SqsException: " + sentence + " (Service: Sqs, Status Code: 403, Request ID: 7b1, Extended Request ID: null) (SDK Attempt Count: 1)\n\tat software.amazon.awssdk.core.x(x.java:1)\n\t... 40 more",
		".NET":                          "Amazon.SQS.AmazonSQSException: " + sentence + "\r\n ---> Amazon.Runtime.Internal.HttpErrorResponseException: Exception of type 'x' was thrown.\r\n   at Amazon.Runtime.HttpWebRequestMessage.GetResponseAsync(CancellationToken c)",
		"PowerShell":                    "\x1b[91mRemove-SQSQueue: \x1b[91m" + wrapped(sentence, 100, "") + "\x1b[0m\nAt line:1 char:1\n+ Remove-SQSQueue -QueueUrl x\n    + CategoryInfo          : InvalidOperation: (x:y) [Remove-SQSQueue], InvalidOperationException",
		"PowerShell 7":                  "Remove-SQSQueue:\nLine |\n   2 |  Remove-SQSQueue -QueueUrl x\n     |  ~~~~~~~~~~~~~~~\n" + strings.ReplaceAll(wrapped(sentence, 70, ""), "\n", "\n     | "),
		"S3's XML in one line":          `<?xml version="1.0" encoding="UTF-8"?><Error><Code>AccessDenied</Code><Message>` + html.EscapeString(sentence) + `</Message><RequestId>Q</RequestId><HostId>h=</HostId></Error>`,
		"XML, escaped twice":            `&lt;Message&gt;` + html.EscapeString(html.EscapeString(sentence)) + `&lt;/Message&gt;`,
		"Athena":                        "FAILED: Permission denied on S3 path: s3://x/y [" + sentence + "] (Service: Amazon Athena; Status Code: 400; Error Code: InvalidRequestException)",
		"Lambda's JSON, two levels":     `{"timestamp":"2026-07-15T12:00:00Z","level":"ERROR","message":` + strconv.Quote(`{"level":"error","err":`+strconv.Quote(`{"Error":{"Message":`+q+`}}`)+`}`) + `,"requestId":"7b1"}`,
		"a subscription's event":        `{"messageType":"DATA_MESSAGE","logGroup":"/aws/lambda/a","logEvents":[{"id":"3","timestamp":1,"message":` + strconv.Quote("2026-07-15T12:00:00Z\t7b1\tERROR\tInvoke Error \t"+`{"errorType":"AccessDenied","errorMessage":`+q+`,"stack":["AccessDenied: x"]}`) + `}]}`,
		"JSON that was cut off":         `{"level":"ERROR","error":{"Code":"AccessDenied","Message":` + q + `},"more":{"x":"` + strings.Repeat("y", 40),
		"logfmt":                        `time="2026-07-15T12:00:00Z" level=error msg="delete failed" error=` + q + ` queue=jobs`,
		"Go's %v":                       `failed: &{Code:AccessDenied Message:` + sentence + ` RequestID:7b1}`,
		"a Ruby inspection":             `#<Aws::SQS::Errors::AccessDenied: ` + sentence + `>`,
		"Node's inspection":             "AccessDenied: " + sentence + "\n    at throwDefaultError (/app/node_modules/@smithy/x.js:1:1) {\n  '$fault': 'client',\n  '$metadata': { httpStatusCode: 403 },\n  Code: 'AccessDenied'\n}",
		"Rust's debug":                  `Err(ServiceError(ServiceError { source: Unhandled(Unhandled { meta: ErrorMetadata { code: Some("AccessDenied"), message: Some(` + q + `), extras: None } }), raw: Response { status: StatusCode(403) } }))`,
		"quoted in a chat":              wrapped(sentence, 76, "> "),
		"quoted twice in a mail":        "On Wed, Kim wrote:\n>> " + strings.ReplaceAll(wrapped(sentence, 72, ""), "\n", "\n>> "),
		"Markdown":                      "Got this:\n```\n" + sentence + "\n```\n**help** please",
		"Markdown's code in a list":     "- `" + sentence + "`\n- other",
		"a chat's typographic quotes":   smart("“"+sentence+"”", "“", "”"),
		"German quotation marks":        smart(sentence, "„", "“"),
		"French quotation marks":        smart(sentence, "« ", " »"),
		"wrapped at 80 columns":         wrapped(sentence, 80, ""),
		"folded by a terminal":          folded(sentence, 80, ""),
		"folded and indented":           folded("An error occurred: "+sentence, 64, "    "),
		"colours":                       coloured(sentence),
		"a mail's soft line breaks":     strings.ReplaceAll(folded(strings.ReplaceAll(sentence, "=", "=3D"), 74, ""), "\n", "=\n"),
		"HTML":                          `<td class="x"><span>` + html.EscapeString(strings.ReplaceAll(sentence, "'", "&#39;")) + `</span></td>`,
		"HTML with breaks":              `<pre>` + strings.ReplaceAll(html.EscapeString(sentence), " on resource", "<br>on resource") + `</pre>`,
		"a web address":                 "https://example.com/login?error=access_denied&error_description=" + strings.NewReplacer(" ", "%20", ":", "%3A", "/", "%2F", `"`, "%22").Replace(sentence),
		"no-break spaces":               strings.ReplaceAll(sentence, " ", "\u00a0"),
		"zero-width spaces":             strings.ReplaceAll(sentence, ":", ":\u200b"),
		"CSV":                           "time,service,message\n2026-07-15,sqs,\"" + strings.ReplaceAll(sentence, `"`, `""`) + "\"\n",
		"a TOML string":                 `message = ` + q + "\n",
		"a shell's escapes":             "echo $'" + inside + "'",
		"carriage returns":              "progress 1\rprogress 2\r" + sentence + "\r\n",
		"UTF-16's byte order mark":      "\ufeff" + sentence,
		"a progress bar before it":      "[####------] 40%\r[########--] 80%\rupload failed: ./a to s3://b An error occurred (AccessDenied) when calling the x operation: " + sentence,
		"an assertion":                  "AssertionError: expected [Error: AccessDenied: " + sentence + "] to be undefined",
		"SARIF":                         `{"runs":[{"results":[{"message":{"text":` + q + `}}]}]}`,
		"the CLI with debug":            "2026-07-15 12:00:00,123 - MainThread - botocore.parsers - DEBUG - Response body:\nb'{\"__type\":\"com.amazon.coral.service#AccessDeniedException\",\"message\":" + strings.ReplaceAll(q, `\"`, `\\"`) + "}'",
		"a type with a capital Message": `{"__type":"AccessDeniedException","Message":` + q + `}`,
	}
}

// A sentence of AWS is understood in what programs of many kinds make of it, with a
// resource that is in quotation marks and without.
func TestKinds(t *testing.T) {
	for name, text := range kinds(sentence) {
		t.Run(name, func(t *testing.T) {
			d, err := denial.Parse(text)
			if err != nil {
				t.Fatalf("%v:\n%s", err, text)
			}
			if d.Principal != wrongRole || d.Action != "sqs:DeleteQueue" || d.Resource != wrongQueue || d.Evidence.PolicyARN != namedPolicy || !d.Evidence.Explicit {
				t.Errorf("%q %q %q by %q:\n%s", d.Principal, d.Action, d.Resource, d.Evidence.PolicyARN, text)
			}
		})
	}
	for name, text := range kinds(bucketSentence) {
		t.Run(name+", in quotation marks", func(t *testing.T) {
			d, err := denial.Parse(text)
			if err != nil {
				t.Fatalf("%v:\n%s", err, text)
			}
			if d.Principal != wrongRole || d.Action != "s3:PutObject" || d.Resource != "arn:aws:s3:::acme-logs/2026/a b.json" || !d.Evidence.Explicit {
				t.Errorf("%q %q %q:\n%s", d.Principal, d.Action, d.Resource, text)
			}
		})
	}
}
