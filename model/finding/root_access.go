package finding

import (
	"fmt"
	"slices"

	"deputy/model"
	"deputy/model/phrase"
	"deputy/model/scp"
	"deputy/model/verdict"
)

func needRootAccess(*inspector) []model.PartKey { return wholeParts(model.PartRootAccess) }

// findRootAccess finds features of centralized root access that are off.
func findRootAccess(w *inspector) {
	credentials, status := w.r.HasRootFeature(model.RootCredentialsManagement)
	if !status.Known() || w.r.Organization.Features == model.FeaturesBilling {
		return
	}
	first := ""
	if _, on, access := w.r.TrustedAccess("iam.amazonaws.com"); access.Known() && !on {
		first = "Switch on trusted access for iam.amazonaws.com. "
	}
	if !credentials {
		w.add(Finding{
			Severity: SeverityMedium, Title: "Root credentials of member accounts are not managed centrally",
			Evidence: "Root credentials management is off, so each member account keeps a root user with a password that can be recovered by e-mail.",
			Fix:      first + "Run aws iam enable-organizations-root-credentials-management, then delete the root credentials of the member accounts.",
			Place:    w.organizationPlace(), Sources: []string{pageRootAccess},
		})
	}
	if sessions, _ := w.r.HasRootFeature(model.RootSessions); !sessions {
		w.add(Finding{
			Severity: SeverityLow, Title: "Privileged root actions in member accounts are off",
			Evidence: "Without them, a locked S3 bucket policy or SQS queue policy can be deleted only with the credentials of the account's root user.",
			Fix:      first + "Run aws iam enable-organizations-root-sessions.",
			Place:    w.organizationPlace(), Sources: []string{pageRootAccess},
		})
	}
}

// rootTasks lists what root sessions are for, with an action that each needs.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user-privileged-task.html
var rootTasks = []struct{ action, task string }{
	{"iam:DeleteLoginProfile", "delete root credentials"},
	{"iam:CreateLoginProfile", "allow the recovery of the root password"},
	{"s3:DeleteBucketPolicy", "delete a locked bucket policy"},
	{"sqs:SetQueueAttributes", "delete a locked queue policy"},
}

// rootKeys are the condition keys by which a policy can tell root users from roles.
var rootKeys = []string{"aws:PrincipalArn", "aws:PrincipalType", "aws:userid", "aws:username", "aws:AssumedRoot"}

// findBlockedRootSessions finds SCPs that deny the tasks of root sessions to root
// users and not to roles: a guardrail against root users that does not spare the
// sessions of sts:AssumeRoot.
//
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-assumedroot
func findBlockedRootSessions(w *inspector) {
	credentials, status := w.r.HasRootFeature(model.RootCredentialsManagement)
	sessions, _ := w.r.HasRootFeature(model.RootSessions)
	if status.Known() && !credentials && !sessions {
		return // there are no such sessions
	}
	requests := &rootRequests{asker: verdict.NewAsker(w.r), of: map[model.AccountID][]rootRequest{}}
	for _, p := range w.customerPolicies() {
		d := w.document(p)
		if p.Type == model.ServiceControlPolicy && d != nil && slices.ContainsFunc(rootKeys, d.UsesKey) {
			w.later(func() { findBlockedRootSessionsBy(w, p, d, requests) })
		}
	}
}

// findBlockedRootSessionsBy finds out whether an SCP denies these tasks.
func findBlockedRootSessionsBy(w *inspector, p *model.Policy, d *scp.Document, requests *rootRequests) {
	targets, _ := w.attachedTo(p)
	var tasks []string
	statement, accounts := 0, 0
	for _, target := range targets {
		account, members := w.membersBelow(w.r.TreeNode(target))
		if members == 0 {
			continue
		}
		if n, blocked := requests.blocked(d, account); n > 0 {
			statement, tasks, accounts = n, blocked, accounts+members
		}
	}
	if accounts == 0 {
		return
	}
	w.add(Finding{
		Severity: SeverityMedium, Place: Place{Policy: p.ID}, Sources: []string{pageRootTasks},
		Title:    fmt.Sprintf("%s blocks privileged root actions in %s", p.Name, phrase.Count(accounts, "account")),
		Evidence: fmt.Sprintf("Statement %d denies the root user also in sts:AssumeRoot sessions, which cannot %s.", statement, phrase.Join(tasks, " or ")),
		Fix:      `Add "Null": {"aws:AssumedRoot": "true"} to the conditions of the statement, so that it spares these sessions.`,
	})
}

// membersBelow returns the first active member account at or below a node, and how
// many there are.
func (w *inspector) membersBelow(e *model.TreeNode) (first model.AccountID, count int) {
	if e == nil {
		return "", 0
	}
	if a := e.Account(); a != "" {
		if !needsSCP(w, e) {
			return "", 0
		}
		return a, 1
	}
	for _, k := range e.Below() {
		a, n := w.membersBelow(k)
		if first == "" {
			first = a
		}
		count += n
	}
	return first, count
}

// rootRequests holds the requests of root tasks, made once for each account.
type rootRequests struct {
	asker *verdict.Asker
	of    map[model.AccountID][]rootRequest
}

// rootRequest is the request of a task in a root session, and the same request of an
// ordinary role.
type rootRequest struct{ session, role *scp.Request }

// blocked returns the tasks that a document certainly denies to the root sessions in an
// account and not to an ordinary role, and the first statement that does.
func (q *rootRequests) blocked(d *scp.Document, account model.AccountID) (statement int, tasks []string) {
	for i, r := range q.requests(account) {
		denies := d.CertainDeny(r.session)
		if denies == nil || d.CertainDeny(r.role) != nil {
			continue
		}
		if statement == 0 {
			statement = denies.Index
		}
		tasks = append(tasks, rootTasks[i].task)
	}
	return statement, tasks
}

func (q *rootRequests) requests(account model.AccountID) []rootRequest {
	if r := q.asker.Reading(); !q.asker.Holds(r) {
		*q = rootRequests{verdict.NewAsker(r), map[model.AccountID][]rootRequest{}}
	}
	if made, ok := q.of[account]; ok {
		return made
	}
	made := make([]rootRequest, len(rootTasks))
	partition := q.asker.Reading().Caller.Partition
	for i, t := range rootTasks {
		of := verdict.Question{
			Account: account, Action: t.action, ResourceAccount: account,
			Principal: verdict.PrincipalARN(partition, account, "root"),
			Given:     map[string][]string{"aws:AssumedRoot": {"true"}, "aws:SecureTransport": {"true"}, "aws:ViaAWSService": {"false"}},
		}
		made[i].session = q.asker.Request(of)
		of.Principal, of.Absent = verdict.PrincipalARN(partition, account, "role/deputy-ordinary"), []string{"aws:AssumedRoot"}
		of.Given = map[string][]string{"aws:SecureTransport": {"true"}, "aws:ViaAWSService": {"false"}}
		made[i].role = q.asker.Request(of)
	}
	q.of[account] = made
	return made
}
