package codec

import (
	"errors"
	"fmt"
	"time"

	"deputy/model"
)

// The saved reading, version 1: one JSON object in UTF-8, which may be gzipped.
//
//	format          "deputy.reading"
//	version         1; a reader refuses a greater number
//	partition       aws, aws-cn, aws-us-gov, …
//	organization    Id, Arn, FeatureSet, MasterAccountId, MasterAccountArn, MasterAccountEmail
//	caller          Account, Arn, UserId; role (management, delegated, member), profile, endpoint, demo
//	taken           when the reading was frozen
//	complete        whether everything but the tags was read
//	roots           [{Id, Arn, Name, PolicyTypes: [{Type, Status}]}]
//	units           [{Id, Arn, Name, Path}]
//	accounts        [{Id, Arn, Email, Name, State, Paths, JoinedMethod, JoinedTimestamp}]
//	policies        [{PolicySummary: {Id, Arn, Name, Description, Type, AwsManaged}, Content, taken}]
//	attachments     [{PolicyId, TargetIds, taken}]; taken is when all targets were read, and
//	                only in a reading that is not complete
//	trustedAccess   [{ServicePrincipal, DateEnabled}]
//	delegations     [{AccountId, ServicePrincipal, DelegationEnabledDate}]
//	resourcePolicy  {ResourcePolicySummary: {Arn}, Content}; left out if there is none
//	rootAccess      {EnabledFeatures: [name]} of centralized root access, as IAM names
//	                them; left out if it was not read
//	history         {from, to, events: [{eventID, requestID, eventTime, service, eventName,
//	                awsRegion, caller, by, invokedBy, sourceIPAddress, userAgent, values:
//	                [{name, value}]}], gaps} of the changes in CloudTrail's event history:
//	                service is the API's name for IAM, caller an ARN, by the same in words,
//	                values what the call was about; left out if it was not read
//	handshakes      [{Id, Action, State, RequestedTimestamp, ExpirationTimestamp, Parties:
//	                [{Type, Id}]}] that are open; left out if they were not read
//	services        [{service, region, account, feature, state, since}] of services with
//	                a service API: service is the catalogue's id, state enabled or
//	                disabling; left out if there is none
//	regions         [{AccountId, RegionName, RegionOptStatus}]; left out if there is none
//	tags            {ID: [{Key, Value}]} of the nodes and policies whose tags were read
//	gaps            [{operation, target, cause, mend, kind, part, of}]
//	unread          [{part, of}]
//
// and, where management policies (every type but SCPs and RCPs) are enabled:
//
//	managementTypes   the types whose policies were read, or that gaps and unread speak of
//	effectivePolicies [{TargetId, PolicyType, PolicyContent, LastUpdatedTimestamp, taken}]
//	                  of the accounts that somebody looked at; no PolicyContent if there is none
//	invalidPolicies   [{AccountId, PolicyType, EffectivePolicyValidationErrors: [{ErrorCode,
//	                  ErrorMessage, PathToError, ContributingPolicies}]}]
//	managementGaps    as gaps, for the parts of these fields
//	managementUnread  as unread
//
// Their policies and attachments stand among the others. A deputy of before these
// fields reads such a file as before: it ignores them, shows SCPs and RCPs, and
// writes them no more. A file of such a deputy has no managementTypes. It is read
// with everything about the enabled management policy types as not read.
//
// and, if it was read, what lives in the management account:
//
//	managementAccount
//	  identities       {UserNames, Roles: [{RoleName, Path, AssumeRolePolicyDocument, LastUsedDate}], taken}
//	  rootUser         {AccountMFAEnabled, AccountAccessKeysPresent, taken}
//	  credentialReport {GeneratedTime, users: [{user, password_enabled, password_last_used,
//	                   mfa_active, keys: [{number, last_rotated, last_used_date,
//	                   last_used_service}]}]}, with IAM's names and the active keys only
//	  trails           {region, trailList: [{Name, TrailARN, HomeRegion, IsOrganizationTrail,
//	                   IsMultiRegionTrail, checked, IsLogging, LatestDeliveryError}], taken};
//	                   checked is whether IsLogging was read
//
// and, where somebody asked for service last accessed information:
//
//	accessReports     [{TargetId, PolicyId, JobCompletionDate, AccessDetails: [{ServiceName,
//	                  ServiceNamespace, Region, EntityPath, LastAuthenticatedTime,
//	                  TotalAuthenticatedEntities}]}]; no PolicyId if all SCPs count
//
// Names that begin with a capital letter are AWS's, from the API Reference of
// AWS Organizations (https://docs.aws.amazon.com/organizations/latest/APIReference/);
// the others are deputy's. Empty values are left out. Times are RFC 3339 in
// UTC. The fields may come in any order, and unknown ones are ignored.
//
// The parent of an OU or account is the last part but one of its Path or Paths.
// ParentId is written instead if the way to the root is not known. The place of
// an account with neither is not known.
//
// Attachments are listed policy by policy, including the AWS-managed ones that
// are attached everywhere, so that a reader needs no rule to find what is
// attached. At 50,000 accounts these cost 1.6 MB of 24 MB (0.4 MB of 2.1 MB
// gzipped). A policy without Content is one whose text was not read.
//
// A gap is a part of the reading that could not be read, with AWS's reason;
// unread lists the parts that were not asked for. part and of are the fields of
// model.Missing. If a gap has no part, it follows from the operation. The absence
// of what belongs to such a part means nothing.
const (
	readingFormat  = "deputy.reading"
	readingVersion = 1
)

// The reasons for refusing a saved reading or a journal. Errors wrap them, and say
// in one line what is wrong and what to do.
var (
	ErrNewerVersion = errors.New("it was written by a newer version of deputy")
	ErrDamaged      = errors.New("it is damaged")
)

// damaged returns an error about a saved reading that wraps ErrDamaged.
func damaged(format string, args ...any) error {
	return fmt.Errorf("the saved reading cannot be used: %w: %s", ErrDamaged, fmt.Sprintf(format, args...))
}

// The objects of the file, in the order in which their fields are written.
type (
	savedOrganization struct {
		ID              string          `json:"Id,omitempty"`
		ARN             string          `json:"Arn,omitempty"`
		Features        string          `json:"FeatureSet,omitempty"`
		Management      model.AccountID `json:"MasterAccountId,omitempty"`
		ManagementARN   string          `json:"MasterAccountArn,omitempty"`
		ManagementEmail string          `json:"MasterAccountEmail,omitempty"`
	}
	savedCaller struct {
		Account  model.AccountID `json:"Account,omitempty"`
		ARN      string          `json:"Arn,omitempty"`
		UserID   string          `json:"UserId,omitempty"`
		Role     string          `json:"role,omitempty"`
		Profile  string          `json:"profile,omitempty"`
		Endpoint string          `json:"endpoint,omitempty"`
		Demo     bool            `json:"demo,omitempty"`
	}
	savedPolicyType struct {
		Type   model.PolicyType `json:"Type"`
		Status string           `json:"Status"`
	}
	// savedNode is a root, an OU or an account.
	savedNode struct {
		ID          model.NodeID      `json:"Id"`
		ARN         string            `json:"Arn,omitempty"`
		Email       string            `json:"Email,omitempty"`
		Name        string            `json:"Name,omitempty"`
		State       string            `json:"State,omitempty"`
		Path        string            `json:"Path,omitempty"`
		Paths       []string          `json:"Paths,omitempty"`
		Parent      model.NodeID      `json:"ParentId,omitempty"`
		JoinedBy    string            `json:"JoinedMethod,omitempty"`
		Joined      time.Time         `json:"JoinedTimestamp,omitzero"`
		PolicyTypes []savedPolicyType `json:"PolicyTypes,omitempty"`
	}
	savedSummary struct {
		ID          model.PolicyID   `json:"Id"`
		ARN         string           `json:"Arn,omitempty"`
		Name        string           `json:"Name,omitempty"`
		Description string           `json:"Description,omitempty"`
		Type        model.PolicyType `json:"Type,omitempty"`
		AWSManaged  bool             `json:"AwsManaged"`
	}
	savedPolicy struct {
		Summary savedSummary `json:"PolicySummary"`
		Content *string      `json:"Content,omitempty"`
		Taken   time.Time    `json:"taken,omitzero"`
	}
	savedAttachments struct {
		Policy  model.PolicyID `json:"PolicyId"`
		Targets []model.NodeID `json:"TargetIds"`
		Taken   time.Time      `json:"taken,omitzero"`
	}
	savedAccess struct {
		Principal model.Principal `json:"ServicePrincipal"`
		Since     time.Time       `json:"DateEnabled,omitzero"`
	}
	savedDelegation struct {
		Account   model.AccountID `json:"AccountId"`
		Principal model.Principal `json:"ServicePrincipal"`
		Since     time.Time       `json:"DelegationEnabledDate,omitzero"`
	}
	savedResourcePolicy struct {
		Summary struct {
			ARN string `json:"Arn,omitempty"`
		} `json:"ResourcePolicySummary"`
		Content string `json:"Content"`
	}
	savedRootAccess struct {
		Enabled []string `json:"EnabledFeatures"`
	}
	savedSetting struct {
		Service  model.ServiceID `json:"service"`
		Region   model.Region    `json:"region,omitempty"`
		Account  model.AccountID `json:"account"`
		Feature  string          `json:"feature,omitempty"`
		State    string          `json:"state"`
		Since    time.Time       `json:"since,omitzero"`
		Priority int             `json:"priority,omitempty"`
	}
	savedRegion struct {
		Account model.AccountID    `json:"AccountId"`
		Region  model.Region       `json:"RegionName"`
		Status  model.RegionStatus `json:"RegionOptStatus"`
	}
	savedTag struct {
		Key   string `json:"Key"`
		Value string `json:"Value"`
	}
	savedGap struct {
		Operation string `json:"operation"`
		Target    string `json:"target"`
		Cause     string `json:"cause"`
		Fix       string `json:"mend"`
		Kind      string `json:"kind,omitempty"`
		Part      string `json:"part,omitempty"`
		Of        string `json:"of,omitempty"`
	}
	savedUnread struct {
		Part string `json:"part"`
		Of   string `json:"of,omitempty"`
	}
)

// The words of small integers in the file; the index is the value. They are
// part of the format: never change one.
var (
	FeatureWords = []string{"", "ALL", "CONSOLIDATED_BILLING"}
	roleWords    = []string{"", "management", "delegated", "member"}
	kindWords    = []string{
		"", "denied", "throttled", "credentials", "noOrganization", "notFound", "conflict", "constraint", "invalid",
		"unsupported", "network", "service", "cancelled", "local", "foreign",
	}
	partWords = []string{
		"", "caller", "organization", "roots", "units", "accounts", "policies", "targets", "ladder", "document",
		"trustedAccess", "delegates", "delegations", "resourcePolicy", "tags", "fresh", "journal",
		"regions", "service", "serviceAccess", "rootAccess", "events",
		"effectivePolicy", "invalidPolicies", "policyErrors",
		"identities", "rootUser", "credentialReport", "trails",
		"history",
		"accessReport",
		"handshakes",
	}
)
