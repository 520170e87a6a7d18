package cloudtrail

import (
	"encoding/json"
	"slices"
	"strings"
)

// passRole is the permission to pass a role to a service.
const passRole = "iam:PassRole"

// Dependent returns the requests for a permission that AWS authorizes with a call of
// an action, and that CloudTrail has no event of: each is an event like one that it
// would have. seen is false if the call may need the permission and the event does not
// show it.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
func (e *Event) Dependent(action, permission string) (requests []Event, seen bool) {
	if permission == passRole {
		return e.passedRoles(action)
	}
	p := e.parameters()
	if !p.tagsRead || e.Parameters == "" {
		return nil, e.Parameters == "" && e.ErrorCode != ""
	}
	if e.Principal != "" && len(p.tags)+len(p.byType) == 0 { // A query's result has tags only if policies ask for them.
		return nil, false
	}
	if permission == "ec2:CreateTags" {
		return e.createdTags(action, p), true
	}
	if len(p.tags) == 0 {
		return nil, true
	}
	request := *e
	_, request.Name, _ = strings.Cut(permission, ":")
	return []Event{request}, true
}

// createdTags returns the requests to tag what an EC2 call creates, one for each type
// of resource.
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/supported-iam-actions-tagging.html
func (e *Event) createdTags(action string, p *parameters) (out []Event) {
	kinds := make([]string, 0, len(p.byType))
	for kind := range p.byType {
		kinds = append(kinds, kind)
	}
	slices.Sort(kinds)
	_, name, _ := strings.Cut(action, ":")
	for _, kind := range kinds {
		request := *e
		request.Name = "CreateTags"
		request.Parameters = tagParameters(p.byType[kind])
		request.Resources = []Resource{{ARN: strings.Join([]string{"arn", partition(e), "ec2", e.Region, string(e.Account()), kind + "/*"}, ":")}}
		request.Keys = withKey(e.Keys, "ec2:CreateAction", name)
		out = append(out, request)
	}
	return out
}

// tagParameters returns the parameters of a request with tags.
func tagParameters(tags []tag) string {
	type item struct {
		Key   string `json:"key"`
		Value string `json:"value,omitempty"`
	}
	items := make([]item, len(tags))
	for i, t := range tags {
		items[i] = item{t.key, t.value}
	}
	text, err := json.Marshal(map[string][]item{"tags": items})
	if err != nil {
		return "" // Texts can be encoded.
	}
	return string(text)
}

// withKey returns condition keys in JSON with one more.
func withKey(keys, key, value string) string {
	all := map[string]json.RawMessage{}
	if keys != "" {
		if err := json.Unmarshal([]byte(keys), &all); err != nil {
			return keys // It was read before.
		}
	}
	all[key], _ = json.Marshal(value) // A text can be encoded.
	text, err := json.Marshal(all)
	if err != nil {
		return keys
	}
	return string(text)
}

// passedTo are the services to which actions pass roles, where their guides say so.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#ck_PassedToService
var passedTo = map[string]string{
	"ec2:RunInstances": "ec2.amazonaws.com", "ec2:AssociateIamInstanceProfile": "ec2.amazonaws.com", "ec2:ReplaceIamInstanceProfileAssociation": "ec2.amazonaws.com",
	"ec2:RequestSpotInstances": "ec2.amazonaws.com", "iam:AddRoleToInstanceProfile": "ec2.amazonaws.com",
	"lambda:CreateFunction": "lambda.amazonaws.com", "lambda:UpdateFunctionConfiguration": "lambda.amazonaws.com",
	"ecs:RegisterTaskDefinition": "ecs-tasks.amazonaws.com", "ecs:RunTask": "ecs-tasks.amazonaws.com", "ecs:StartTask": "ecs-tasks.amazonaws.com",
	"states:CreateStateMachine": "states.amazonaws.com", "states:UpdateStateMachine": "states.amazonaws.com",
	"codebuild:CreateProject": "codebuild.amazonaws.com", "codebuild:UpdateProject": "codebuild.amazonaws.com",
	"codepipeline:CreatePipeline": "codepipeline.amazonaws.com", "codepipeline:UpdatePipeline": "codepipeline.amazonaws.com",
	"cloudformation:CreateStack": "cloudformation.amazonaws.com", "cloudformation:UpdateStack": "cloudformation.amazonaws.com",
	"glue:CreateJob": "glue.amazonaws.com", "glue:UpdateJob": "glue.amazonaws.com", "eks:CreateCluster": "eks.amazonaws.com",
	"sagemaker:CreateNotebookInstance": "sagemaker.amazonaws.com", "sagemaker:CreateTrainingJob": "sagemaker.amazonaws.com", "sagemaker:CreateModel": "sagemaker.amazonaws.com",
	"scheduler:CreateSchedule": "scheduler.amazonaws.com", "scheduler:UpdateSchedule": "scheduler.amazonaws.com",
}

// RoleParameters are parameters of requests that name a role which a call passes, or a
// template that may. Others stand deeper.
var RoleParameters = []string{
	"executionRoleArn", "iamInstanceProfile", "launchTemplate", "monitoringRoleArn", "role", "roleARN", "roleArn", "serviceRole", "serviceRoleArn", "taskRoleArn",
}

// passedRoles returns a request for each role that a call passes to a service.
func (e *Event) passedRoles(action string) (out []Event, seen bool) {
	var f roleFinder
	if e.Parameters != "" {
		s := scanner{text: e.Parameters}
		if err := f.value(&s, ""); err != nil {
			return nil, false
		}
	}
	if len(f.roles) == 0 { // A launch template may name one, and a query's result has only some parameters.
		return nil, !f.template && e.Principal == "" && (e.Parameters != "" || e.ErrorCode != "")
	}
	slices.Sort(f.roles)
	for _, role := range slices.Compact(f.roles) {
		request := *e
		request.Source, request.Name, request.Parameters, request.Resources = "iam.amazonaws.com", "PassRole", "", nil
		if role != "" {
			request.Resources = []Resource{{ARN: role, Account: arnAccount(role)}}
		}
		if service := passedTo[action]; service != "" {
			request.Keys = withKey(e.Keys, "iam:PassedToService", service)
		}
		out = append(out, request)
	}
	return out, true
}

// roleFinder looks for roles in a request's parameters, however deep they stand.
type roleFinder struct {
	roles    []string // their ARNs; one is empty where the ARN does not follow
	template bool     // the request has a launch template
}

// value reads the value of a key.
func (f *roleFinder) value(s *scanner, key string) error {
	c, err := s.next()
	if err != nil {
		return err
	}
	lower := strings.ToLower(key)
	f.template = f.template || strings.HasPrefix(lower, "launchtemplate") && c != 'n'
	profile := lower == "iaminstanceprofile" && c != 'n'
	switch {
	case profile:
		f.roles = append(f.roles, "") // The event names the profile, and not its role.
		return s.skip()
	case c == '{':
		return s.members(func(key string) error { return f.value(s, key) })
	case c == '[':
		return s.elements(func() error { return f.value(s, key) })
	case c != '"':
		return s.skip()
	}
	text, err := s.str()
	switch {
	case err != nil || text == "":
	case isRole(text):
		f.roles = append(f.roles, text)
	case strings.HasSuffix(lower, "role") || strings.HasSuffix(lower, "rolearn") || strings.HasSuffix(lower, "rolename"):
		f.roles = append(f.roles, "") // A name, which lacks the path.
	}
	return err
}

// isRole reports whether a text is the ARN of a role.
func isRole(text string) bool {
	return strings.HasPrefix(text, "arn:") && strings.Contains(text, ":iam::") && strings.Contains(text, ":role/") && !strings.ContainsAny(text, " \"{}*")
}
