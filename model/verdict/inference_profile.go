package verdict

import (
	"strings"

	"deputy/model"
	"deputy/model/scp"
)

// A Bedrock call through an inference profile is authorized on the profile and on
// the model in the Region of the call, and on the model in each Region that the
// profile routes to, whose Region aws:RequestedRegion is then: blocking any of them
// blocks the call. A global profile routes to a model without Region, and
// aws:RequestedRegion is unspecified.
// https://docs.aws.amazon.com/bedrock/latest/userguide/geographic-cross-region-inference.html
// https://docs.aws.amazon.com/bedrock/latest/userguide/global-cross-region-inference.html
// https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-prereq.html
const (
	profilePage  = "https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-prereq.html"
	inferenceKey = "bedrock:InferenceProfileArn"
	noRegion     = "unspecified"

	systemProfile      = "inference-profile/"             // GEOGRAPHY.MODEL: the Regions are AWS's choice
	applicationProfile = "application-inference-profile/" // an ID: the model may be in one Region only
	globalProfile      = "global."
)

// InferenceProfile returns the ARN of the inference profile that the question's
// call goes through; empty if it gives none, or if it gives a resource.
func (q Question) InferenceProfile() string {
	if q.Resource != "" || !strings.HasPrefix(strings.ToLower(q.Action), "bedrock:invokemodel") {
		return ""
	}
	for key, values := range q.Given {
		if !strings.EqualFold(key, inferenceKey) || len(values) != 1 {
			continue
		}
		arn, err := model.ParseARN(values[0])
		if err == nil && (strings.HasPrefix(arn.Resource, systemProfile) || strings.HasPrefix(arn.Resource, applicationProfile)) {
			return values[0]
		}
	}
	return ""
}

// profileParts returns the parts of a call through an inference profile.
func (e *evaluation) profileParts(profile string) []part {
	arn, _ := model.ParseARN(profile)
	own := map[string][]string{}
	if arn.Region != "" {
		own[requestedRegion] = []string{arn.Region}
	}
	for key, values := range e.question.Given {
		if strings.EqualFold(key, requestedRegion) {
			own[requestedRegion] = values
		}
	}
	// The policies on AWS's pages ask for the key on models only.
	parts := []part{{name: "the inference profile", sure: true, resource: scp.ResourceOf(profile), given: own, open: []string{inferenceKey}}}
	name, system := strings.CutPrefix(arn.Resource, systemProfile)
	_, id, _ := strings.Cut(name, ".") // of the model
	models := "arn:" + arn.Partition + ":bedrock:"
	if !system || id == "" {
		return append(parts, part{name: "the model in a Region of the profile", sure: true, resource: scp.ResourceLike([]string{models + "*::foundation-model/*"}, false), open: []string{requestedRegion}})
	}
	parts = append(parts, part{name: "the model in the Region of the call", sure: true, resource: scp.ResourceOf(models + arn.Region + "::foundation-model/" + id), given: own})
	if strings.HasPrefix(name, globalProfile) {
		return append(parts, part{
			name: "the global model", sure: true, resource: scp.ResourceOf(models + "::foundation-model/" + id), given: map[string][]string{requestedRegion: {noRegion}},
		})
	}
	return append(parts, part{name: "the model in a Region of the profile", sure: true, resource: scp.ResourceLike([]string{models + "*::foundation-model/" + id}, false), open: []string{requestedRegion}})
}
