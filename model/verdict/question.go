package verdict

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"deputy/model"
	"deputy/model/iam"
	"deputy/model/phrase"
)

// UnknownAction says that AWS's reference has no such action, and what may be
// meant; empty if it has.
func UnknownAction(action string) string {
	if _, ok := iam.Lookup(action); ok {
		return ""
	}
	text := action + " is not in AWS's reference of actions of " + iam.AsOf() + ": it is newer, or misspelt."
	var like []string
	for _, a := range iam.Similar(action, 3) {
		like = append(like, a.String())
	}
	if len(like) > 0 {
		text += " Perhaps " + phrase.Join(like, " or ") + " is meant."
	}
	return text
}

// Question asks whether SCPs and RCPs block an action of a principal in an
// account. What is not given is unknown, not absent.
type Question struct {
	Account         model.AccountID // the principal's account
	Action          string          // service:Action
	Resource        string          // an ARN; "*" for an action without resource types; empty if not given
	ResourceAccount model.AccountID // who owns the resource, where the ARN does not say
	Principal       string          // an ARN of the account; empty if not given
	Given           map[string][]string
	Absent          []string
}

// Verdict is the answer to a question, with every reason.
type Verdict struct {
	Question Question
	Judgement
	Doubt   string   // what is doubtful of the question itself, in a sentence or two; empty if nothing is
	Notes   []string // why a ladder does not bind, what was filled in, what text is old
	Derived []Derived
	Owner   model.AccountID // the resource's owner, whose RCPs count; empty if not known
	// Ownerless tells that RCPs would bind by the owner, who is not known.
	Ownerless bool
}

// Check tells what is wrong with the question in one sentence; nil if nothing.
func (q Question) Check() error {
	service, name, ok := strings.Cut(q.Action, ":")
	if !ok || service == "" || name == "" || strings.ContainsAny(q.Action, " \t\r\n") {
		return fmt.Errorf("%q is not an action: write service:Action, such as s3:PutObject", q.Action)
	}
	if strings.ContainsAny(q.Action, "*?") {
		return fmt.Errorf("%q has a wildcard: ask about one action at a time, such as s3:PutObject", q.Action)
	}
	if q.Resource != "" && q.Resource != "*" {
		if _, err := model.ParseARN(q.Resource); err != nil {
			return err
		}
	}
	if q.ResourceAccount != "" && !model.IsAccountID(string(q.ResourceAccount)) {
		return fmt.Errorf("%q is not an account ID: the resource's owner is twelve digits", string(q.ResourceAccount))
	}
	return q.checkPrincipal()
}

func (q Question) checkPrincipal() error {
	if q.Principal == "" {
		return nil
	}
	arn, err := model.ParseARN(q.Principal)
	if err != nil {
		return err
	}
	if q.Account != "" && arn.Account != string(q.Account) {
		return fmt.Errorf("the principal %s is of account %s, the question is about account %s: SCPs bind by the principal's account",
			q.Principal, arn.Account, q.Account)
	}
	if kind, name, _ := strings.Cut(arn.Resource, "/"); kind != "root" && (principalTypes[kind] == "" || name == "") {
		return fmt.Errorf("%q is no principal of an account: write root, role/NAME, user/NAME, sso/PERMISSION-SET, service-linked/SERVICE, or a whole ARN",
			arn.Resource)
	}
	return nil
}

// PrincipalOf gives the ARN that aws:PrincipalArn has for a caller: of a role's
// session it is the role. lossy tells that the session's ARN does not say the
// role's path, so that the role's own ARN may be longer.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn
func PrincipalOf(caller string) (principal string, lossy bool) {
	arn, err := model.ParseARN(caller)
	if err != nil || arn.Service != "sts" {
		return caller, false
	}
	role, found := strings.CutPrefix(arn.Resource, "assumed-role/")
	if !found {
		return caller, false
	}
	name, _, _ := strings.Cut(role, "/")
	return "arn:" + arn.Partition + ":iam::" + arn.Account + ":role/" + name, true
}

// serviceLinked tells whether a principal is a service-linked role, which no
// SCP and no RCP binds, or a session of one: that does not say the role's path,
// but its name begins as those do that services make.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
func serviceLinked(principal string) bool {
	arn, err := model.ParseARN(principal)
	return err == nil && (arn.Service == "iam" && strings.HasPrefix(arn.Resource, "role/aws-service-role/") ||
		arn.Service == "sts" && strings.HasPrefix(arn.Resource, "assumed-role/AWSServiceRoleFor"))
}

// Ask answers a question from what the reading knows. The error tells what is
// wrong with the question; what is wrong with the reading is in the verdict.
func Ask(r *model.Reading, q Question) (Verdict, error) {
	if err := q.Check(); err != nil {
		return Verdict{}, err
	}
	c := newEvaluation(r, q)
	v := Verdict{Question: q, Doubt: UnknownAction(q.Action), Notes: c.notes, Derived: c.told(), Owner: c.owner, Ownerless: c.ownerless}
	v.Judgement = Judge(c.scps, c.rcps, c.request)
	if owners := c.ofOwners(); len(owners) > 0 {
		v.Open, v.Ruling = append(v.Open, owners...), c.settle(v.Ruling)
	}
	return v, nil
}

// Rule answers a question as Ask does, without the reasons: it costs a fraction
// of them.
func Rule(r *model.Reading, q Question) (Ruling, error) {
	if err := q.Check(); err != nil {
		return RulingNone, err
	}
	c := newEvaluation(r, q)
	return c.settle(rule(undecided(), c.scps, c.rcps, c.request)), nil
}

// settle leaves open what turns on who owns the resource.
func (c *evaluation) settle(r Ruling) Ruling {
	if r == Allowed && c.turnsOnOwner() {
		return Depends
	}
	return r
}

// Rungs gives a node's ladder ready to be judged.
func Rungs(r *model.Reading, id model.NodeID, t model.PolicyType) []Rung {
	l := r.Ladder(id, t)
	if len(l.Levels) == 0 || l.Levels[0].Node.Kind != model.KindRoot {
		gap := model.Gap{
			Kind: model.FailureNotFound, Operation: "organizations:ListParents", Target: string(id),
			Cause: "the account's place in the organization is not known", Fix: "Read the organization first, or check the account ID.",
		}
		return []Rung{{Level: string(id), Name: string(id), Gap: &gap}}
	}
	rungs := make([]Rung, len(l.Levels))
	for i, level := range l.Levels {
		rungs[i] = NewRung(r, level, t)
	}
	return rungs
}

func NewRung(r *model.Reading, l model.Level, t model.PolicyType) Rung {
	rung := Rung{Level: string(l.Node.ID), Name: cmp.Or(l.Node.Name, string(l.Node.ID)), Gap: l.Status.Gap, Short: !l.Status.Known() && l.Status.Gap == nil}
	for _, id := range l.Policies {
		b := Bound{Policy: id, Name: r.PolicyName(id), Text: r.Parsed(id, t)}
		if b.Text == nil {
			if status := r.Status(model.PartDocument, string(id)); status.Gap != nil {
				rung.Gap = status.Gap
			} else {
				rung.Short = true
			}
		}
		rung.Bound = append(rung.Bound, b)
	}
	return rung
}

func sortedKeys(m map[string][]string) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// The role of a permission set has a path of its own, and a suffix that only the
// account knows.
// https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html
const (
	ReservedRolePath = "aws-reserved/sso.amazonaws.com/"
	ReservedRole     = "AWSReservedSSO_"
	anySuffix        = "_0000000000000000"
)

// PrincipalARN expands what people write for a principal of an account: root,
// role/NAME, user/NAME, sso/PERMISSION-SET, service-linked/SERVICE, or a whole
// ARN, which it gives back. The role of a permission set has the Region of IAM
// Identity Center in its path unless that is us-east-1: sso/REGION/PERMISSION-SET.
// The suffix of its name is filled with zeros. assumed-role/NAME/SESSION is a
// session of a role whose path is not known.
func PrincipalARN(partition string, a model.AccountID, word string) string {
	head := "arn:" + cmp.Or(partition, "aws") + ":iam::" + string(a) + ":"
	kind, name, _ := strings.Cut(word, "/")
	switch {
	case word == "" || strings.HasPrefix(word, "arn:"):
		return word
	case kind == "sso" && name != "":
		region := ""
		if r, set, ok := strings.Cut(name, "/"); ok {
			region, name = r+"/", set
		}
		return head + "role/" + ReservedRolePath + region + ReservedRole + name + anySuffix
	case kind == "service-linked" && name != "":
		return head + "role/aws-service-role/" + name + ".amazonaws.com/AWSServiceRoleFor" + name
	case kind == "assumed-role" || kind == "federated-user":
		return strings.Replace(head, ":iam:", ":sts:", 1) + word
	default:
		return head + word
	}
}

// IsLiteral tells whether a text means itself: it has no wildcard and no variable.
func IsLiteral(text string) bool { return !strings.ContainsAny(text, "*?$") }
