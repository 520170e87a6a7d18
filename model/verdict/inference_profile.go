package verdict

import (
	"strings"

	"deputy/model"
	"deputy/model/scp"
)

// A Bedrock call through an inference profile is authorized on the profile, in
// the Region of the call, and on the model in each Region that the profile
// routes to, whose Region aws:RequestedRegion is then. A global profile routes to
// a model without Region, and aws:RequestedRegion is unspecified.
// https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-prereq.html
// https://docs.aws.amazon.com/bedrock/latest/userguide/global-cross-region-inference.html
const (
	profilePage  = "https://docs.aws.amazon.com/bedrock/latest/userguide/global-cross-region-inference.html"
	inferenceKey = "bedrock:InferenceProfileArn"
	noRegion     = "unspecified"
)

// profile returns the ARN of the inference profile that the question's call goes
// through; empty if it gives none, or if it gives a resource.
func (e *evaluation) profile() string {
	if e.question.Resource != "" || !strings.HasPrefix(strings.ToLower(e.question.Action), "bedrock:invokemodel") {
		return ""
	}
	for key, values := range e.question.Given {
		if strings.EqualFold(key, inferenceKey) && len(values) == 1 {
			if arn, err := model.ParseARN(values[0]); err == nil && strings.HasPrefix(arn.Resource, "inference-profile/") {
				return values[0]
			}
		}
	}
	return ""
}

// profileParts returns the parts of a call through an inference profile.
func (e *evaluation) profileParts(profile string) []part {
	arn, _ := model.ParseARN(profile)
	own := map[string][]string{}
	for key, values := range e.question.Given {
		if strings.EqualFold(key, requestedRegion) {
			own[requestedRegion] = values
		}
	}
	name := strings.TrimPrefix(arn.Resource, "inference-profile/")
	parts := []part{{callPart{name: "the inference profile", sure: true}, scp.ResourceOf(profile), own}}
	head := "arn:" + arn.Partition + ":bedrock:"
	if _, model, global := strings.Cut(name, "global."); global && strings.HasPrefix(name, "global.") {
		return append(parts, part{
			callPart{name: "the global model", sure: true}, scp.ResourceOf(head + "::foundation-model/" + model), map[string][]string{requestedRegion: {noRegion}},
		})
	}
	return append(parts, part{callPart: callPart{name: "the model in a Region of the profile", sure: true}, resource: scp.ResourceLike([]string{head + "*::foundation-model/*"}, false)})
}
