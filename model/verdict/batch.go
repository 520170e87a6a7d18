package verdict

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"deputy/model"
	"deputy/model/phrase"
	"deputy/model/scp"
	"deputy/model/strictjson"
)

// BatchLine is one question of `deputy can --batch`. It has one of two forms:
// it asks about the organization that was read (Account and Action), or it
// brings its own policies (Levels, RCPs and Request) and needs no organization.
type BatchLine struct {
	ID json.RawMessage `json:"id,omitempty"` // comes back with the answer; any JSON value

	Account         string            `json:"account,omitempty"`         // an ID, or a name or e-mail address that matches exactly one account
	Action          string            `json:"action,omitempty"`          // such as s3:GetObject
	Resource        string            `json:"resource,omitempty"`        // an ARN; * for an action without resource types
	ResourceAccount string            `json:"resourceAccount,omitempty"` // the account that owns the resource, if the ARN does not say
	Principal       string            `json:"principal,omitempty"`       // an ARN, or short for a principal of the account, such as role/NAME
	Context         map[string]values `json:"context,omitempty"`         // condition keys: a string or a list of strings each
	Absent          []string          `json:"absent,omitempty"`          // condition keys that are not in the request

	Expect string   `json:"expect,omitempty"` // the verdict that is expected, as package guardrail reads it
	Except []string `json:"except,omitempty"` // who may be exempt from the denial that is expected

	Levels  []batchLevel  `json:"levels,omitempty"`  // the SCPs from the root to the account
	RCPs    []batchLevel  `json:"rcps,omitempty"`    // the RCPs from the root to the account
	Request *batchRequest `json:"request,omitempty"` // what is asked about these policies
}

// batchLevel is one level of a line that brings its own policies.
type batchLevel struct {
	ID       string        `json:"id"`       // names the level in the answer
	Policies []batchPolicy `json:"policies"` // attached at this level
}

// batchPolicy is a policy attached to such a level.
type batchPolicy struct {
	Name     string          `json:"name"`     // names the policy in the answer
	Document json.RawMessage `json:"document"` // an object, or a JSON string that holds the text
}

// batchRequest is the request of a line that brings its own policies.
type batchRequest struct {
	Action    string            `json:"action"`              // such as s3:GetObject
	Resource  string            `json:"resource"`            // an ARN; * for an action without resource types
	Principal string            `json:"principal,omitempty"` // an ARN
	Context   map[string]values `json:"context,omitempty"`   // condition keys: a string or a list of strings each; what is not here is absent
}

// values is a JSON string or a list of strings.
type values []string

// UnmarshalJSON accepts a string, a list of strings, or null for a key that is
// absent.
func (v *values) UnmarshalJSON(text []byte) error {
	var one string
	if err := json.Unmarshal(text, &one); err == nil && !bytes.Equal(text, []byte("null")) {
		*v = values{one}
		return nil
	}
	var many []string
	if err := json.Unmarshal(text, &many); err != nil {
		return errors.New("context values are strings or lists of strings")
	}
	*v = many
	return nil
}

// ParseBatchLine parses one line. The error says what is wrong with it; the
// line returned with an error still has its ID, if that could be read.
func ParseBatchLine(text []byte) (BatchLine, error) {
	var l BatchLine
	if strictjson.DecodeKnown(text, &l) != nil {
		var err error
		if l, err = decodeSlowly(text); err != nil {
			return l, fmt.Errorf("not a question: %w", err)
		}
	}
	switch contained := l.Request != nil || l.Levels != nil || l.RCPs != nil; {
	case contained && l.Account != "":
		return l, errors.New("a question has an account, or levels and a request, not both")
	case contained && l.Request == nil:
		return l, errors.New("a question with levels needs a request: {action, resource, context}")
	case contained && l.Levels == nil && l.RCPs == nil:
		// Without any policies everything would pass: a guardrail's test must not.
		return l, errors.New("a question with a request needs levels, root first: [{id, policies: [{name, document}]}]; an empty list or rcps alone will do")
	case !contained && (l.Account == "" || l.Action == ""):
		return l, errors.New("a question needs account and action, or levels and request")
	}
	for _, key := range l.Absent {
		for given := range l.Context {
			if strings.EqualFold(key, given) {
				return l, fmt.Errorf("%s is in context and in absent: a key is given or absent, not both", given)
			}
		}
	}
	return l, nil
}

// decodeSlowly decodes a line that is wrong, to say what is wrong with it.
func decodeSlowly(text []byte) (BatchLine, error) {
	var l BatchLine
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&l); err != nil {
		var id struct {
			ID json.RawMessage `json:"id"`
		}
		if json.Unmarshal(text, &id) == nil {
			l.ID = id.ID
		}
		return l, errors.New(phrase.JSONError(err, "a line"))
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return l, errors.New("there is more after the object: write one object a line")
	}
	if wrong := (*strictjson.Error)(nil); errors.As(strictjson.DecodeSaved(text, &BatchLine{}), &wrong) {
		return l, errors.New(wrong.What) // a key that appears twice: the rest was decoded
	}
	return l, nil
}

// Contained reports whether the line brings its own policies.
func (l *BatchLine) Contained() bool { return l.Request != nil }

// Question returns the question of a line that asks about the organization. Its
// account is as written and may be a name.
func (l *BatchLine) Question() Question {
	q := Question{
		Account: model.AccountID(l.Account), Action: l.Action, Resource: l.Resource, ResourceAccount: model.AccountID(l.ResourceAccount),
		Principal: l.Principal, Absent: l.Absent, Given: map[string][]string{},
	}
	for k, v := range l.Context {
		q.Given[k] = v
	}
	return q
}

// Judge decides a line that brings its own policies. It takes the line
// literally: it derives no keys, not even aws:PrincipalArn from the principal;
// keys that are not in the context are absent; no exemption applies; and RCPs
// apply to every service.
func (l *BatchLine) Judge(known *BatchDocuments) (Judgement, error) {
	scps, rcps, request, err := l.prepare(known)
	if err != nil {
		return Judgement{}, err
	}
	return briefly(scps, rcps, request, &known.ways), nil
}

// prepare returns the levels and the request of a line that brings its own policies.
func (l *BatchLine) prepare(known *BatchDocuments) (scps, rcps []Rung, request *scp.Request, err error) {
	q := l.Request
	if err := (Question{Action: q.Action}).Check(); err != nil {
		return nil, nil, nil, err
	}
	request = scp.NewRequest(q.Action, scp.ResourceOf(q.Resource), scp.Absent)
	for k, v := range q.Context {
		request.Set(k, v...)
	}
	if scps, err = known.rungs(l.Levels, scp.SCP); err != nil {
		return nil, nil, nil, err
	}
	rcps, err = known.rungs(l.RCPs, scp.RCP)
	return scps, rcps, request, err
}
