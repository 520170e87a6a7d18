package lint

import (
	"slices"
	"strings"

	"deputy/model/iam"
	"deputy/model/plain"
	"deputy/model/scp"
)

// partitions are those of AWS.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
var partitions = []string{"aws", "aws-cn", "aws-us-gov", "aws-eusc", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f"}

// arnParts is how many parts an ARN has.
const arnParts = 6

// checkARN finds a resource that no ARN can be, and reports whether it is one. What
// has fewer than six parts, the parser reports.
func (c *checker) checkARN(i int, v scp.Text) bool {
	parts := strings.SplitN(v.Value, ":", arnParts)
	if len(parts) < arnParts || parts[0] != "arn" || slices.ContainsFunc(parts[:arnParts-1], unusual) {
		return false
	}
	why, fix := impossible(parts)
	if why != "" {
		follows := "it never matches"
		if c.statement.Resource.Not {
			follows = "it exempts nothing"
		}
		c.add(impossibleARN, Warning, v.Span, scp.Quote(v.Value)+" cannot be an ARN: "+why+", so "+follows+".", fix)
		return true
	}
	formats := iam.ARNFormats(parts[2])
	switch {
	case strings.ContainsAny(parts[2], "*?"):
	case len(formats) == 0 && !known(parts[2]):
		c.add(unknownARN, Hint, v.Span, "AWS's reference of "+iam.AsOf()+" has no ARN of a service "+scp.Quote(parts[2])+".", "")
	case len(formats) > 0 && parts[4] != "aws" && !c.mayBeARN(i, formats):
		c.add(unknownARN, Hint, v.Span, "AWS's reference of "+iam.AsOf()+" has no ARN of this form: "+scp.Quote(v.Value)+".", "")
	}
	return false
}

// mayBeARN reports whether a resource of the current statement may match an ARN of
// one of the formats, which are those of a service. It tries those first that begin
// alike.
func (c *checker) mayBeARN(i int, formats []string) bool {
	value := c.statement.Resource.Values[i].Value
	if c.left -= len(value) * len(formats); c.left < 0 {
		return true
	}
	for _, alike := range []bool{true, false} {
		for _, format := range formats {
			if beginAlike(value, format) != alike {
				continue
			}
			like, known := c.formats[format]
			if !known {
				like = scp.ResourceLike([]string{format}, false)
				c.formats[format] = like
			}
			if c.statement.MayMatchResource(i, like) {
				return true
			}
		}
	}
	return false
}

// beginAlike reports whether the last parts of an ARN and of a format begin with the
// same text, as far as each has some before what varies.
func beginAlike(value, format string) bool {
	a, b := fixedHead(value), fixedHead(format)
	n := min(len(a), len(b))
	return a[:n] == b[:n]
}

// fixedHead returns how the last part of an ARN begins.
func fixedHead(arn string) string {
	for range arnParts - 1 {
		_, arn, _ = strings.Cut(arn, ":")
	}
	if i := strings.IndexAny(arn, "*?$"); i >= 0 {
		return arn[:i]
	}
	return arn
}

// known reports whether the reference has a service with the prefix.
func known(service string) bool { return iam.ServiceName(service) != "" }

// unusual reports whether a part of an ARN has characters that no ARN has before
// its fifth colon: a template or a policy variable may stand there.
func unusual(part string) bool { return strings.ContainsAny(part, "<>[]{}$%()_ ") }

// impossible returns why no ARN has the parts, and how to fix that.
func impossible(parts []string) (why, fix string) {
	partition, service, region, account := parts[1], parts[2], parts[3], parts[4]
	switch {
	case !slices.ContainsFunc(partitions, func(p string) bool { return plain.GlobMatches(partition, p) }) && !strings.HasSuffix(partition, "*"):
		return scp.Quote(partition) + " is not an AWS partition", "Write arn:aws:SERVICE:…, or * for any partition."
	case slices.Contains(partitions, service):
		return "its service is " + scp.Quote(service), "A part appears twice: the third part is the service, such as iam."
	case service != strings.ToLower(service):
		return "service names are lowercase", "Write " + strings.ToLower(service) + "."
	case region != "" && !mayBeRegion(region):
		return scp.Quote(region) + " is not a Region", "The fourth part is the Region; leave it empty for a global service."
	case strings.Trim(account, "0123456789") == "" && account != "" && len(account) != 12:
		return "an account ID has 12 digits", "Correct the account ID in the fifth part."
	}
	return "", ""
}

// mayBeRegion reports whether a pattern may match the code of a Region, such as
// eu-west-1, or what some ARNs have in its place.
func mayBeRegion(text string) bool {
	if strings.ContainsAny(text, "*?") || text == "global" || text == "aws-global" {
		return true
	}
	return strings.Contains(text, "-") && strings.ContainsAny(text[len(text)-1:], "0123456789abcdefghijklmnopqrstuvwxyz") && strings.ContainsAny(text, "0123456789")
}
