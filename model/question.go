package model

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"deputy/model/scp"
)

// Question asks whether SCPs and RCPs block an action of a principal in an
// account. What is not given is unknown, not absent.
type Question struct {
	Account         AccountID // the principal's account
	Action          string    // service:Action
	Resource        string    // an ARN; "*" for an action without resource types; empty if not given
	ResourceAccount AccountID // who owns the resource, where the ARN does not say
	Principal       string    // an ARN of the account; empty if not given
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
	Owner   AccountID // the resource's owner, whose RCPs count; empty if not known
}

// Derived is a condition key that follows from the question.
type Derived struct {
	Key    string
	Values []string
	Why    string
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
		if _, err := ParseARN(q.Resource); err != nil {
			return err
		}
	}
	if q.ResourceAccount != "" && !IsAccountID(string(q.ResourceAccount)) {
		return fmt.Errorf("%q is not an account ID: the resource's owner is twelve digits", string(q.ResourceAccount))
	}
	return q.checkPrincipal()
}

func (q Question) checkPrincipal() error {
	if q.Principal == "" {
		return nil
	}
	arn, err := ParseARN(q.Principal)
	if err != nil {
		return err
	}
	if q.Account != "" && arn.Account != string(q.Account) {
		return fmt.Errorf("the principal %s is of account %s, the question is about account %s: SCPs bind by the principal's account",
			q.Principal, arn.Account, q.Account)
	}
	return nil
}

// PrincipalOf gives the ARN that aws:PrincipalArn has for a caller: of a role's
// session it is the role. lossy tells that the session's ARN does not say the
// role's path, so that the role's own ARN may be longer.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn
func PrincipalOf(caller string) (principal string, lossy bool) {
	arn, err := ParseARN(caller)
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
// SCP and no RCP binds.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
func serviceLinked(principal string) bool {
	arn, err := ParseARN(principal)
	return err == nil && arn.Service == "iam" && strings.HasPrefix(arn.Resource, "role/aws-service-role/")
}

// Ask answers a question from what the reading knows. The error tells what is
// wrong with the question; what is wrong with the reading is in the verdict.
func (r *Reading) Ask(q Question) (Verdict, error) {
	if err := q.Check(); err != nil {
		return Verdict{}, err
	}
	c := r.newCase(q)
	v := Verdict{Question: q, Doubt: DoubtOf(q.Action), Notes: c.notes, Derived: c.derived, Owner: c.owner}
	v.Judgement = Judge(c.scps, c.rcps, c.request)
	v.Gaps = append(v.Gaps, c.gaps...)
	v.Ruling = c.settle(v.Ruling)
	return v, nil
}

// Rule answers a question as Ask does, without the reasons: it costs a fraction
// of them.
func (r *Reading) Rule(q Question) (Ruling, error) {
	if err := q.Check(); err != nil {
		return RulingNone, err
	}
	c := r.newCase(q)
	d := undecided()
	d.decide(c.scps, scpRules, c.request)
	d.decide(c.rcps, rcpRules, c.request)
	return c.settle(d.ruling()), nil
}

// settle leaves open what a gap of the question itself bears on.
func (c *kase) settle(r Ruling) Ruling {
	if len(c.gaps) > 0 && (r == Allowed || r == Depends) {
		return Unknown
	}
	return r
}

// kase is a question with its ladders and what follows from it.
type kase struct {
	r          *Reading
	q          Question
	scps, rcps []Rung
	request    *scp.Request
	owner      AccountID
	notes      []string
	derived    []Derived
	gaps       []Gap
}

func (r *Reading) newCase(q Question) *kase {
	c := &kase{r: r, q: q}
	c.findOwner()
	c.bind()
	c.fill()
	return c
}

func (c *kase) note(format string, args ...any) {
	c.notes = append(c.notes, fmt.Sprintf(format, args...))
}

// findOwner finds who owns the resource: stated, or in the ARN.
func (c *kase) findOwner() {
	c.owner = c.q.ResourceAccount
	if arn, err := ParseARN(c.q.Resource); err == nil && IsAccountID(arn.Account) && c.owner == "" {
		c.owner = AccountID(arn.Account)
	}
}

// bind finds the ladders that bind, and says why one does not.
func (c *kase) bind() {
	if c.exempt() {
		return
	}
	if c.binds(ServiceControlPolicy, c.q.Account, "its principals") {
		c.scps = c.r.rungs(c.q.Account.Node(), ServiceControlPolicy)
	}
	c.bindResource()
}

// exempt tells whether neither SCPs nor RCPs bind, whatever the accounts.
func (c *kase) exempt() bool {
	switch {
	case serviceLinked(c.q.Principal):
		c.note("Service-linked roles are bound by no SCP and no RCP.")
	case c.r.Organization.Features == FeaturesBilling:
		c.note("The organization has consolidated billing only: there are no SCPs and no RCPs.")
	default:
		return false
	}
	return true
}

// ownsAll tells whether the resource can be taken for one of the principal's
// account: there is none, and nobody else is stated as its owner.
func (c *kase) ownsAll() bool { return c.owner == "" && (c.q.Resource == "" || c.q.Resource == "*") }

// bindResource finds the RCPs that bind.
func (c *kase) bindResource() {
	r := c.r
	if !scp.RCPCovers(c.q.Action) {
		c.note("RCPs do not cover %s.", c.q.Action)
		return
	}
	switch {
	case c.owner != "":
		if r.Node(c.owner.Node()) == nil && r.Status(PartAccounts, "").Known() {
			c.note("The resource's owner %s is not in this organization: its RCPs do not bind.", c.owner)
		} else if c.binds(ResourceControlPolicy, c.owner, "resources in it") {
			c.rcps = r.rungs(c.owner.Node(), ResourceControlPolicy)
		}
	case c.ownsAll():
		c.owner = c.q.Account
		if c.binds(ResourceControlPolicy, c.owner, "resources in it") {
			c.rcps = r.rungs(c.owner.Node(), ResourceControlPolicy)
			c.note("No resource is given that another account could own: the RCPs are the account's own.")
		}
	case c.anyRCP():
		c.gaps = append(c.gaps, Gap{
			Kind: FailureInvalid, Operation: "evaluation", Target: c.q.Resource,
			Cause: "the ARN does not say which account owns the resource, and RCPs bind by the owner",
			Mend:  "Give the owner's account (--resource-account).",
		})
	}
}

// anyRCP tells whether an RCP could bind at all.
func (c *kase) anyRCP() bool { return c.r.PolicyTypeStatus(ResourceControlPolicy) == "ENABLED" }

// binds tells whether policies of a type bind an account.
func (c *kase) binds(t PolicyType, a AccountID, what string) bool {
	status := c.r.PolicyTypeStatus(t)
	switch {
	case a == c.r.Organization.Management:
		c.note("%s is the management account: no %s binds %s.", a, abbreviated(t), what)
		return false
	case status == "" && c.r.Status(PartRoots, "").Known():
		c.note("%ss are not enabled in this organization.", abbreviated(t))
		return false
	case status != "" && status != "ENABLED":
		c.note("%ss are %s on the root: whether they bind during the change is not documented; they are evaluated.", abbreviated(t), status)
	}
	return true
}

// abbreviated gives a type's usual short name.
func abbreviated(t PolicyType) string {
	if t == ResourceControlPolicy {
		return "RCP"
	}
	return "SCP"
}

// fill makes the request: what is given, what follows, what is home.
func (c *kase) fill() {
	c.request = scp.NewRequest(c.q.Action, scp.ResourceOf(c.q.Resource), scp.Open)
	c.follows("aws:PrincipalAccount", "the principal's account", string(c.q.Account))
	c.follows("aws:PrincipalOrgID", "the organization", c.r.Organization.ID)
	if path := c.r.OrgPath(c.q.Account); path != "" {
		c.follows("aws:PrincipalOrgPaths", "the account's place", path)
	}
	if c.owner != "" && c.q.Resource != "" && (c.q.Resource != "*" || c.q.ResourceAccount != "") {
		c.ownerKeys()
	}
	if c.q.Principal != "" {
		principal, lossy := PrincipalOf(c.q.Principal)
		c.follows("aws:PrincipalArn", "the principal", principal)
		if lossy {
			c.note("The session's ARN does not say the role's path: aws:PrincipalArn is taken as %s.", principal)
		}
	}
	if home := HomeRegion(c.q.Action, cmp.Or(c.r.Caller.Partition, "aws")); home != "" {
		c.follows("aws:RequestedRegion", "the home Region of a global service", string(home))
	}
	for _, key := range sortedKeys(c.q.Given) {
		c.request.Set(key, c.q.Given[key]...)
		c.derived = slices.DeleteFunc(c.derived, func(d Derived) bool { return strings.EqualFold(d.Key, key) })
	}
	for _, key := range c.q.Absent {
		c.request.SetAbsent(key)
		c.derived = slices.DeleteFunc(c.derived, func(d Derived) bool { return strings.EqualFold(d.Key, key) })
	}
}

// ownerKeys fills in what follows from the resource's owner.
func (c *kase) ownerKeys() {
	c.follows("aws:ResourceAccount", "the resource's owner", string(c.owner))
	if c.r.Node(c.owner.Node()) == nil {
		return
	}
	c.follows("aws:ResourceOrgID", "the resource's owner", c.r.Organization.ID)
	if path := c.r.OrgPath(c.owner); path != "" {
		c.follows("aws:ResourceOrgPaths", "the owner's place", path)
	}
}

func (c *kase) follows(key, why string, value string) {
	if value == "" {
		return
	}
	c.request.Set(key, value)
	c.derived = append(c.derived, Derived{key, []string{value}, why})
}

// OrgPath gives an account's place as aws:PrincipalOrgPaths has it:
// organization, root and units, each followed by a slash. Empty while the place
// is not known up to the root.
func (r *Reading) OrgPath(a AccountID) string {
	path := r.Path(a.Node())
	if len(path) < 2 || path[0].Kind != KindRoot || r.Organization.ID == "" {
		return ""
	}
	var b strings.Builder
	b.WriteString(r.Organization.ID + "/")
	for _, n := range path[:len(path)-1] {
		b.WriteString(string(n.ID) + "/")
	}
	return b.String()
}

// rungs gives a node's ladder ready to be judged.
func (r *Reading) rungs(id NodeID, t PolicyType) []Rung {
	l := r.Ladder(id, t)
	if len(l.Levels) == 0 || l.Levels[0].Node.Kind != KindRoot {
		gap := Gap{
			Kind: FailureNotFound, Operation: "organizations:ListParents", Target: string(id),
			Cause: "the account's place in the organization is not known", Mend: "Read the organization first, or check the account ID.",
		}
		return []Rung{{Level: string(id), Name: string(id), Gap: &gap}}
	}
	rungs := make([]Rung, len(l.Levels))
	for i, level := range l.Levels {
		rungs[i] = r.rung(level, t)
	}
	return rungs
}

func (r *Reading) rung(l Level, t PolicyType) Rung {
	rung := Rung{Level: string(l.Node.ID), Name: l.Node.Name, Gap: l.Status.Gap, Short: !l.Status.Known() && l.Status.Gap == nil}
	for _, id := range l.Policies {
		b := Bound{Policy: id, Name: r.policyName(id), Text: r.Parsed(id, t)}
		if b.Text == nil {
			if status := r.Status(PartDocument, string(id)); status.Gap != nil {
				rung.Gap = status.Gap
			} else {
				rung.Short = true
			}
		}
		rung.Bound = append(rung.Bound, b)
	}
	return rung
}

// fullAccess is the text of the AWS-managed policies that allow everything. It
// never changes, so a verdict need not wait for it.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html
const fullAccess = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}`

// Parsed gives a policy's text, parsed once; nil while it is not read.
func (r *Reading) Parsed(id PolicyID, t PolicyType) *scp.Document {
	p := r.policy(id)
	text := fullAccess
	switch {
	case p.document != nil:
		text = p.document.Text
	case id != t.Full():
		return nil
	}
	if p.parsed == nil || p.parsed.Text != text {
		form := scp.SCP
		if t == ResourceControlPolicy {
			form = scp.RCP
		}
		p.parsed = scp.Parse(text, form)
	}
	return p.parsed
}

func sortedKeys(m map[string][]string) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// PrincipalARN expands what people write for a principal of an account: root,
// role/NAME, user/NAME, sso/PERMISSION-SET, service-linked/SERVICE, or a whole
// ARN, which it gives back. A permission set's role has a suffix that only the
// account knows; it is filled with zeros.
func PrincipalARN(partition string, a AccountID, word string) string {
	head := "arn:" + cmp.Or(partition, "aws") + ":iam::" + string(a) + ":"
	kind, name, _ := strings.Cut(word, "/")
	switch {
	case word == "" || strings.HasPrefix(word, "arn:"):
		return word
	case kind == "sso" && name != "":
		return head + "role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_" + name + "_0000000000000000"
	case kind == "service-linked" && name != "":
		return head + "role/aws-service-role/" + name + ".amazonaws.com/AWSServiceRoleFor" + name
	default:
		return head + word
	}
}
