package escalation

import (
	"strings"

	"deputy/model/phrase"
)

// Kind is how an exemption can be taken.
type Kind uint8

// The kinds of ways to take an exemption.
const (
	Create         Kind = iota + 1 // create the exempt principal
	Retrust                        // change the trust policy of the exempt role
	Recreate                       // delete the exempt role, and create it
	Credentials                    // make credentials of the exempt user
	TagItself                      // set the tag on the attacker's own role
	SessionTag                     // assume a role with the tag as a session tag
	SourceIdentity                 // assume a role with the source identity
)

// Way is a way to take an exemption that no SCP or RCP blocks.
type Way struct {
	Kind    Kind
	Actions []string // the calls that it takes
}

// Text returns the way as a sentence about the exempt principal.
func (w Way) Text(who string) string {
	does := map[Kind]string{
		Create: "create " + who, Retrust: "change the trust policy of " + who, Recreate: "delete " + who + " and create it",
		Credentials: "create credentials for " + who, TagItself: "set " + who + " on its own role", SessionTag: "assume a role with " + who + " as a session tag",
		SourceIdentity: "assume a role with " + who,
	}[w.Kind]
	return "An ordinary role can " + does + ": no SCP or RCP blocks " + phrase.Join(w.Actions, " or ") + "."
}

// call is one API call of the attacker.
type call struct {
	action, resource string
	given            map[string]string // condition keys
}

// step is what must be done next: all calls of one of the alternatives.
type step [][]call

// plan is a way before it was tried.
type plan struct {
	kind  Kind
	steps []step
}

// anyOf returns a step that takes one of some actions on a resource.
func anyOf(resource string, actions ...string) step {
	var s step
	for _, action := range actions {
		s = append(s, []call{{action: action, resource: resource}})
	}
	return s
}

// plansFor returns the ways to become a principal.
func (a *attack) plansFor(principal string) []plan {
	if strings.Contains(principal, ":user/") {
		return []plan{
			{Credentials, []step{anyOf(principal, "iam:CreateAccessKey", "iam:CreateLoginProfile", "iam:UpdateLoginProfile")}},
			{Create, []step{
				anyOf(principal, "iam:CreateUser"), anyOf(principal, "iam:AttachUserPolicy", "iam:PutUserPolicy"),
				anyOf(principal, "iam:CreateAccessKey", "iam:CreateLoginProfile"),
			}},
		}
	}
	create := []step{anyOf(principal, "iam:CreateRole"), anyOf(principal, "iam:AttachRolePolicy", "iam:PutRolePolicy"), a.use(principal)}
	remove := []step{anyOf(principal, "iam:DeleteRole"), anyOf(principal, "iam:DetachRolePolicy"), anyOf(principal, "iam:DeleteRolePolicy")}
	return []plan{
		{Create, create},
		{Retrust, []step{anyOf(principal, "iam:UpdateAssumeRolePolicy"), a.use(principal)}},
		{Recreate, append(remove, create...)},
	}
}

// use returns the step from a role that trusts the attacker to acting as it: to
// assume it, or to pass it to a service that runs the attacker's code.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
func (a *attack) use(role string) step {
	use := anyOf(role, "sts:AssumeRole")
	for _, region := range a.regions {
		use = append(use, []call{
			{"iam:PassRole", role, map[string]string{"iam:PassedToService": "lambda.amazonaws.com"}},
			{"lambda:CreateFunction", "arn:" + a.partition + ":lambda:" + region + ":" + string(a.account) + ":function:" + freshWord, map[string]string{requestedRegion: region}},
		})
	}
	return use
}

// plansForSession returns the ways to a session that has a tag or a source
// identity. For them the attacker assumes a role of any name, which is created or
// made to trust the attacker before.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_monitor.html
func (a *attack) plansForSession(e *Exemption, value string) []plan {
	role := a.attacker + "2"
	ready := step{{{action: "iam:UpdateAssumeRolePolicy", resource: role}}}
	for _, policy := range []string{"iam:AttachRolePolicy", "iam:PutRolePolicy"} {
		ready = append(ready, []call{{action: "iam:CreateRole", resource: role}, {action: policy, resource: role}})
	}
	if identityOf(e.Key) == bySourceIdentity {
		given := map[string]string{"sts:SourceIdentity": value}
		return []plan{{SourceIdentity, []step{ready, {{{"sts:AssumeRole", role, given}, {"sts:SetSourceIdentity", role, given}}}}}}
	}
	tag := map[string]string{"aws:RequestTag/" + e.tagKey(): value, "aws:TagKeys": e.tagKey()}
	return []plan{
		{TagItself, []step{{{{"iam:TagRole", a.attacker, tag}}}}},
		{SessionTag, []step{ready, {{{"sts:AssumeRole", role, tag}, {"sts:TagSession", role, tag}}}}},
	}
}
