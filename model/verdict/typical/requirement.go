package typical

import (
	"fmt"
	"strings"

	"deputy/model/iam"
	"deputy/model/phrase"
	"deputy/model/scp"
	"deputy/model/verdict"
)

// parameters are the words for keys that are parameters of requests.
var parameters = map[string]string{
	"ec2:metadatahttptokens": "metadata tokens", "ec2:metadatahttpputresponsehoplimit": "a hop limit", "ec2:instancetype": "the instance type",
	"ec2:encrypted": "encryption", "rds:storageencrypted": "storage encryption", "iam:permissionsboundary": "the permissions boundary", "s3:x-amz-acl": "the ACL",
	"s3:x-amz-server-side-encryption": "server-side encryption",
}

const requestTag = "aws:requesttag/"

// requirement puts a part of a statement that is open into words, or its
// opposite if inverted: as what the request sets, if that is up to the request.
func requirement(v *verdict.Verdict, r scp.Residual, inverted, byPart bool) clause {
	key := strings.ToLower(r.Key)
	if r.Resource {
		return clause{text: resourceWords(v, r, r.Negated != inverted)}
	}
	if key == "aws:multifactorauthpresent" && r.Operator.Family == scp.Booleans && len(r.Values) == 1 {
		verb := "has"
		if strings.EqualFold(r.Values[0].Value, "true") == (r.Negated != inverted) {
			verb = "has not"
		}
		return clause{text: "the caller " + verb + " authenticated with MFA"}
	}
	if x, is := networkClause(v, r, inverted); is {
		return x
	}
	tag := strings.HasPrefix(key, requestTag)
	service, _, _ := strings.Cut(key, ":")
	own := service != "aws" && !strings.Contains(key, "tag")
	if !tag && !own || r.Operator.Set != scp.Single || r.Presence != scp.Open || r.Disputed || r.Operator.Family != scp.Existence && len(r.Values) == 0 {
		return clause{text: verdict.ResidualClause(r, inverted)}
	}
	what, ok := parameters[key]
	if !ok {
		what = r.Key
	}
	verbs := [2]string{"sets", "does not set"}
	if tag {
		if what = "tag " + r.Key[len(requestTag):]; byPart {
			what, verbs = r.Key[len(requestTag):], [2]string{"tags", "does not tag"}
		}
	}
	verb := func(not bool) string { return verbs[truth(not)] + " " + what }
	if r.Operator.Family == scp.Existence {
		missing := len(r.Values) > 0 && strings.EqualFold(r.Values[0].Value, "true")
		return clause{byRequest: true, tag: tag, text: verb(missing != inverted)}
	}
	preposition, ok := prepositions[r.Operator.Relation]
	if !ok {
		return clause{text: verdict.ResidualClause(r, inverted)}
	}
	return clause{byRequest: true, tag: tag, text: verb(r.Negated != inverted) + " " + preposition + " " + phrase.Join(valueWords(r), " or ")}
}

// prepositions say how a request sets a parameter so that a comparison holds.
var prepositions = map[scp.Relation]string{
	scp.Equal: "to", scp.EqualFold: "to", scp.Like: "to", scp.Greater: "above", scp.GreaterOrEqual: "to at least", scp.Less: "below", scp.LessOrEqual: "to at most",
	scp.Within: "within",
}

func valueWords(r scp.Residual) []string {
	out := make([]string, len(r.Values))
	for i, v := range r.Values {
		if out[i] = v.Value; v.Value == "" || strings.TrimSpace(v.Value) != v.Value {
			out[i] = fmt.Sprintf("%q", v.Value)
		}
	}
	return out
}

// resourceWords says which resources a statement is about. ARNs of other services
// than the action's cannot be meant where the ARN names its service.
func resourceWords(v *verdict.Verdict, r scp.Residual, negated bool) string {
	service, _, _ := strings.Cut(strings.ToLower(v.Question.Action), ":")
	_, known := iam.Lookup(v.Question.Action)
	fits := func(arn string) bool {
		p := strings.SplitN(arn, ":", 4)
		if !known || len(p) < 4 || strings.ContainsAny(p[2], "*?$") || p[2] == service {
			return true
		}
		for _, t := range iam.Resources(v.Question.Action) {
			if strings.HasPrefix(t.ARN, "arn:${Partition}:"+p[2]+":") {
				return true
			}
		}
		return false
	}
	narrowed := r
	narrowed.Values = nil
	for _, x := range r.Values {
		if fits(x.Value) {
			narrowed.Values = append(narrowed.Values, x)
		}
	}
	if len(narrowed.Values) == 0 {
		narrowed = r
	}
	verb := "matches "
	if negated {
		verb = "does not match "
	}
	return "the resource " + verb + phrase.Join(valueWords(narrowed), map[bool]string{true: " nor ", false: " or "}[negated]) + verdict.UndefinedResource(narrowed)
}
