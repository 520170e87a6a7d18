package escalation

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"deputy/model"
	"deputy/model/scp"
)

// deployers are roles with which AWS, or the management account, sets up accounts.
// The proposed Deny leaves them at work, and keeps others from taking them.
// https://docs.aws.amazon.com/controltower/latest/userguide/enroll-manually.html
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_create-cross-account-role.html
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-orgs-enable-trusted-access.html
var deployers = []string{"role/AWSControlTowerExecution", "role/OrganizationAccountAccessRole", "role/stacksets-exec-*"}

// Actions that make a role or a user, or give away who it is. Deleting, and what
// may be done with it, are among them: who could empty the role or replace it would
// keep its owners from their work.
var (
	roleActions = []string{
		"iam:AttachRolePolicy", "iam:CreateRole", "iam:DeleteRole", "iam:DeleteRolePolicy", "iam:DetachRolePolicy", "iam:PutRolePolicy", "iam:UpdateAssumeRolePolicy",
	}
	userActions = []string{
		"iam:AttachUserPolicy", "iam:CreateAccessKey", "iam:CreateLoginProfile", "iam:CreateUser", "iam:PutUserPolicy", "iam:UpdateLoginProfile",
	}
	tagActions = []string{"iam:CreateRole", "iam:CreateUser", "iam:TagRole", "iam:TagUser", "sts:TagSession"}
)

// document is the proposed policy.
type document struct {
	Version   string
	Statement []statement
}

type statement struct {
	Sid, Effect      string
	Action, Resource []string
	Condition        map[string]map[string][]string
}

// Drafts returns the policy that closes the hole, drafted where the policy that has
// it is attached: an SCP that keeps everybody but the exempt principals themselves,
// and the roles that set up accounts, from taking the exemptions. It returns none if
// it is not known where that is.
func (h *Hole) Drafts(r *model.Reading) []model.Draft {
	text := h.deny(cmp.Or(r.Caller.Partition, "aws"))
	targets, _ := r.Targets(h.Policy)
	var out []model.Draft
	for _, t := range slices.Sorted(slices.Values(targets)) {
		reaches := func(a model.AccountID) bool {
			return slices.ContainsFunc(r.Path(a.Node()), func(n *model.Node) bool { return n.ID == t })
		}
		if slices.ContainsFunc(h.Accounts, reaches) {
			out = append(out, model.Draft{Name: "Keep" + h.Name + "Exemptions", Type: model.ServiceControlPolicy, Text: text, Target: t})
		}
	}
	return out
}

// deny returns the text of the policy that closes the hole.
func (h *Hole) deny(partition string) string {
	d := document{Version: "2012-10-17"}
	names, actions := []string(nil), slices.Clone(roleActions)
	for i := range h.Takes {
		if t := &h.Takes[i]; identityOf(t.Key) == byName {
			names = appendNew(names, t.arnPattern(partition))
			if !strings.HasPrefix(t.resource(), "role/") {
				actions = appendNew(actions, userActions...)
			}
		}
	}
	slices.Sort(actions)
	var trusted []string
	for _, role := range deployers {
		trusted = append(trusted, "arn:"+partition+":iam::*:"+role)
	}
	names = appendNew(names, trusted...)
	d.Statement = append(d.Statement, statement{
		Sid: "KeepExemptPrincipals", Effect: "Deny", Action: actions, Resource: names,
		Condition: map[string]map[string][]string{"ArnNotLike": {"aws:PrincipalArn": names}},
	})
	for i := range h.Takes {
		if s, ok := h.Takes[i].keepSession(trusted); ok && !slices.ContainsFunc(d.Statement, func(o statement) bool { return o.same(&s) }) {
			s.Sid = "KeepExemptSessions" + strconv.Itoa(len(d.Statement))
			d.Statement = append(d.Statement, s)
		}
	}
	text, err := json.MarshalIndent(d, "", "  ")
	if err != nil {
		return "" // Nothing in it can fail.
	}
	return string(text)
}

// same reports whether two statements say the same, whatever their Sid.
func (s *statement) same(o *statement) bool {
	a, _ := json.Marshal(s.Condition)
	b, _ := json.Marshal(o.Condition)
	return slices.Equal(s.Action, o.Action) && string(a) == string(b)
}

// arnPattern returns the pattern of an exemption by name as an ARN of any account.
func (e *Exemption) arnPattern(partition string) string {
	if strings.HasPrefix(e.Pattern, "arn:") && strings.Count(e.Pattern, ":") == arnParts-1 {
		return e.Pattern
	}
	return "arn:" + partition + ":iam::*:" + e.resource()
}

// keepSession returns the statement that keeps others from setting the tag or the
// source identity; false for an exemption by name.
func (e *Exemption) keepSession(trusted []string) (statement, bool) {
	s := statement{Effect: "Deny", Resource: []string{"*"}, Condition: map[string]map[string][]string{"ArnNotLike": {"aws:PrincipalArn": trusted}}}
	set, has := "sts:SourceIdentity", "aws:SourceIdentity"
	switch identityOf(e.Key) {
	case byTag:
		s.Action, set, has = tagActions, "aws:RequestTag/"+e.tagKey(), "aws:PrincipalTag/"+e.tagKey()
	case bySourceIdentity:
		s.Action = []string{"sts:SetSourceIdentity"}
	default:
		return s, false
	}
	if e.Pattern == "" {
		s.Condition["Null"] = map[string][]string{set: {"false"}, has: {"true"}}
		return s, true
	}
	operators := map[scp.Relation][2]string{
		scp.Equal: {"StringEquals", "StringNotEquals"}, scp.EqualFold: {"StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase"}, scp.Like: {"StringLike", "StringNotLike"},
	}[e.relation]
	s.Condition[operators[0]] = map[string][]string{set: {e.Pattern}}
	s.Condition[operators[1]] = map[string][]string{has: {e.Pattern}}
	return s, true
}
