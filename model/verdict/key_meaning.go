package verdict

import (
	"strings"

	"deputy/model/phrase"
	"deputy/model/scp"
)

// keyMeanings has a condition key a line: what it is, as the subject of a
// sentence, and for a key that is true or false a clause for each of the two.
// "|many" marks a key that can have several values.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
// https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
var keyMeanings = parseKeyMeanings(`
aws:RequestedRegion|the Region
aws:PrincipalArn|the principal
aws:PrincipalAccount|the principal's account
aws:PrincipalOrgID|the principal's organization
aws:PrincipalOrgPaths|the principal's place in the organization
aws:PrincipalType|the principal's type
aws:PrincipalIsAWSService|the call being made by an AWS service|an AWS service makes the call|no AWS service makes the call
aws:PrincipalServiceName|the calling AWS service
aws:PrincipalServiceNamesList|the calling AWS service|many
aws:userid|the principal's unique ID
aws:username|the IAM user's name
aws:AssumedRoot|an sts:AssumeRoot session|it is an sts:AssumeRoot session|it is not an sts:AssumeRoot session
aws:FederatedProvider|the identity provider
aws:MultiFactorAuthPresent|MFA|the session was started with MFA|the session was started without MFA
aws:MultiFactorAuthAge|the age of the MFA authentication in seconds
aws:TokenIssueTime|the time when the credentials were issued
aws:SourceIdentity|the session's source identity
aws:ChatbotSourceArn|the chat channel
aws:Ec2InstanceSourceVpc|the VPC of the instance whose credentials are used
aws:Ec2InstanceSourcePrivateIPv4|the address of the instance whose credentials are used
ec2:SourceInstanceArn|the instance whose credentials are used
ssm:SourceInstanceArn|the managed node whose credentials are used
lambda:SourceFunctionArn|the function whose credentials are used
glue:CredentialIssuingService|the service that issued the credentials to Glue
ec2:RoleDelivery|the version of the metadata service that delivered the credentials
aws:SourceIp|the source address
aws:SourceVpc|the source VPC
aws:SourceVpcArn|the source VPC
aws:SourceVpce|the VPC endpoint
aws:VpceAccount|the VPC endpoint's account
aws:VpceOrgID|the VPC endpoint's organization
aws:VpceOrgPaths|the VPC endpoint's place in the organization
aws:VpcSourceIp|the source address in the VPC
aws:ResourceAccount|the resource's account
aws:ResourceOrgID|the resource's organization
aws:ResourceOrgPaths|the resource's place in the organization
s3:ResourceAccount|the bucket's account
aws:SourceAccount|the source account
aws:SourceArn|the source ARN
aws:SourceOrgID|the source's organization
aws:SourceOrgPaths|the source's place in the organization
aws:SecureTransport|secure transport|the request uses TLS|the request does not use TLS
aws:ViaAWSService|the call being made through an AWS service|an AWS service makes the call for the principal|no AWS service makes the call for the principal
aws:CalledVia|the chain of calling services|many
aws:CalledViaFirst|the first of the calling services
aws:CalledViaLast|the last of the calling services
aws:CurrentTime|the time
aws:EpochTime|the time
aws:UserAgent|the user agent
aws:referer|the referrer
aws:TagKeys|a tag key in the request|many
s3:x-amz-acl|the ACL
s3:x-amz-server-side-encryption|the requested encryption
s3:x-amz-server-side-encryption-aws-kms-key-id|the KMS key for the encryption
s3:x-amz-server-side-encryption-customer-algorithm|encryption with a customer-provided key (SSE-C)
s3:x-amz-object-ownership|the object ownership
s3:x-amz-bucket-namespace|the bucket's namespace
s3:x-amz-grant-full-control|who is granted full control
s3:x-amz-grant-read|who is granted read access
s3:x-amz-grant-read-acp|who is granted access to read the ACL
s3:x-amz-grant-write|who is granted write access
s3:x-amz-grant-write-acp|who is granted access to write the ACL
s3:TlsVersion|the TLS version
s3:LocationConstraint|the bucket's Region
s3:signatureversion|the signature version
s3:signatureAge|the age of the signature in milliseconds
s3:authType|the signing method
s3:prefix|the listed prefix
s3:DataAccessPointAccount|the access point's account
s3:AccessPointNetworkOrigin|the access point's network origin
ec2:InstanceType|the instance type
ec2:Owner|the owner
ec2:Public|the public setting|it is public|it is not public
ec2:Encrypted|encryption|it is encrypted|it is not encrypted
ec2:MetadataHttpTokens|the use of metadata tokens
ec2:MetadataHttpEndpoint|the metadata endpoint
ec2:MetadataHttpPutResponseHopLimit|the hop limit of instance metadata
ec2:AssociatePublicIpAddress|a public IP address|it gets a public IP address|it gets no public IP address
ec2:Region|the Region
ec2:VolumeSize|the volume's size
ec2:VolumeType|the volume type
ec2:Vpc|the VPC
ec2:Subnet|the subnet
ec2:Add/group|the group that it is shared with
ec2:Add/userId|the account that it is shared with
ec2:Tenancy|the tenancy
ec2:CreateAction|the action that creates what is tagged
rds:StorageEncrypted|encryption|the storage is encrypted|the storage is not encrypted
rds:PubliclyAccessible|public access|it is publicly accessible|it is not publicly accessible
rds:DatabaseEngine|the database engine
rds:DatabaseClass|the database's instance class
elasticfilesystem:Encrypted|encryption|it is encrypted|it is not encrypted
kms:ViaService|the service through which the key is used
kms:GrantIsForAWSResource|the grant being for an AWS service|the grant is for an AWS service|the grant is not for an AWS service
kms:CallerAccount|the caller's account
kms:KeySpec|the key spec
kms:KeyUsage|the key usage
kms:KeyOrigin|the origin of the key material
kms:ResourceAliases|an alias of the key|many
kms:RequestAlias|the alias in the request
kms:GrantOperations|the operations of the grant|many
kms:BypassPolicyLockoutSafetyCheck|bypassing the lockout check|the lockout check is bypassed|the lockout check is not bypassed
kms:ScheduleKeyDeletionPendingWindowInDays|the waiting period in days
iam:PassedToService|the service to which the role is passed
iam:PermissionsBoundary|the permissions boundary
iam:PolicyARN|the policy
iam:AWSServiceName|the service of the service-linked role
iam:AssociatedResourceArn|the resource that gets the role
iam:ServiceSpecificCredentialServiceName|the service of the credential
iam:ServiceSpecificCredentialAgeDays|the credential's lifetime in days
sts:DurationSeconds|the duration in seconds
sts:SigningAlgorithm|the signing algorithm
sts:IdentityTokenAudience|an audience of the token|many
sts:ExternalId|the external ID
sts:RoleSessionName|the session name
sts:SourceIdentity|the source identity
sts:TaskPolicyArn|the task policy
lambda:FunctionUrlAuthType|the function URL's authentication
lambda:Principal|who gets access
lambda:FunctionArn|the function
lambda:Layer|a layer|many
lambda:VpcIds|a VPC of the function|many
lambda:SubnetIds|a subnet of the function|many
lambda:SecurityGroupIds|a security group of the function|many
lambda:InvokedViaFunctionUrl|an invocation by URL|it is invoked by its URL|it is not invoked by its URL
organizations:ServicePrincipal|the service principal
organizations:PolicyType|the policy type
ram:RequestedAllowsExternalPrincipals|sharing with external principals|external principals are allowed|external principals are not allowed
ram:AllowsExternalPrincipals|sharing with external principals|the resource share allows external principals|the resource share does not allow external principals
ram:RequestedResourceType|the resource type
ram:Principal|who it is shared with
sns:Protocol|the protocol
sns:Endpoint|the endpoint
sagemaker:DirectInternetAccess|direct internet access
sagemaker:RootAccess|root access
sagemaker:AppNetworkAccessType|the network access
sagemaker:VpcSubnets|a subnet|many
sagemaker:VpcSecurityGroupIds|a security group|many
sagemaker:InterContainerTrafficEncryption|encryption between containers|traffic between containers is encrypted|traffic between containers is not encrypted
sagemaker:InstanceTypes|an instance type|many
sagemaker:VolumeKmsKey|the KMS key of the volume
glue:VpcIds|a VPC|many
codebuild:vpcConfig.vpcId|the build's VPC
cloudshell:VpcIds|a VPC|many
apprunner:VpcConnectorArn|the VPC connector
bedrock:InferenceProfileArn|the ARN of the inference profile
bedrock:bearerTokenType|the type of API key
bedrock:GuardrailIdentifier|the guardrail
bedrock-mantle:Model|the model
states:HTTPEndpoint|the HTTP endpoint
events:TargetArn|a target|many
ses:Recipients|a recipient|many
ses:ApiVersion|the version of the SES API
ses:FromAddress|the sender
cloudformation:TemplateUrl|the template's URL
cloudformation:ResourceTypes|a resource type|many
secretsmanager:BlockPublicPolicy|blocking public access|public access is blocked|public access is not blocked
secretsmanager:VersionStage|the version stage
secretsmanager:KmsKeyArn|the KMS key
token.actions.githubusercontent.com:sub|the GitHub subject
token.actions.githubusercontent.com:aud|the GitHub token's audience
dynamodb:LeadingKeys|a partition key|many
account:TargetRegion|the Region
fms:ReportFormat|the report format
`)

// keyMeaning is what a condition key means.
type keyMeaning struct {
	noun    string    // the subject of a sentence
	clauses [2]string // if it is true, and if it is false; empty for other keys
	many    bool      // it can have several values
}

// parseKeyMeanings parses keyMeanings, by key in small letters.
func parseKeyMeanings(table string) map[string]keyMeaning {
	all := map[string]keyMeaning{}
	for _, line := range strings.Split(strings.TrimSpace(table), "\n") {
		f := strings.Split(line, "|")
		m := keyMeaning{noun: f[1]}
		switch len(f) {
		case 3:
			m.many = true
		case 4:
			m.clauses = [2]string{f[2], f[3]}
		}
		all[strings.ToLower(f[0])] = m
	}
	return all
}

// tagKeyNames are the words for keys that end in the key of a tag.
var tagKeyNames = []struct{ prefix, name string }{
	{"aws:principaltag/", "the principal's tag "},
	{"aws:requesttag/", "the request's tag "},
	{"aws:resourcetag/", "the resource's tag "},
	{"ec2:resourcetag/", "the resource's tag "},
	{"iam:resourcetag/", "the resource's tag "},
	{"s3:existingobjecttag/", "the object's tag "},
	{"s3:requestobjecttag/", "the new object's tag "},
}

// ConditionKeyName returns what a condition key is, as the subject of a
// sentence, or the key itself if that is not known.
func ConditionKeyName(key string) string {
	lower := strings.ToLower(key)
	if m, ok := keyMeanings[lower]; ok {
		return m.noun
	}
	for _, t := range tagKeyNames {
		if strings.HasPrefix(lower, t.prefix) {
			return t.name + key[len(t.prefix):]
		}
	}
	return key
}

// TrueFalseWords returns a clause that says that a condition key is true, and
// one that says that it is false; false for keys that have no such words.
func TrueFalseWords(key string) (yes, no string, ok bool) {
	m := keyMeanings[strings.ToLower(key)]
	return m.clauses[0], m.clauses[1], m.clauses[0] != ""
}

// hasOneValue reports whether a condition key is known to have at most one value.
func hasOneValue(key string) bool {
	m, ok := keyMeanings[strings.ToLower(key)]
	return ok && !m.many || strings.HasPrefix(ConditionKeyName(key), "the ") && !ok && ConditionKeyName(key) != key
}

// QuantifiedKey returns a condition key as the subject of a sentence about all its
// values, or about some of them. The words of a key with one value are the same.
func QuantifiedKey(key string, all bool) string {
	noun := ConditionKeyName(key)
	_, one, article := strings.Cut(noun, " ")
	article = article && (strings.HasPrefix(noun, "a ") || strings.HasPrefix(noun, "an "))
	switch {
	case hasOneValue(key), article && !all:
		return noun
	case article:
		return "every " + one
	case all:
		return "every value of " + noun
	default:
		return "some value of " + noun
	}
}

// variableWords returns a value that is one policy variable as what the variable
// stands for, such as "the principal's account"; other values as they are.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
func variableWords(value string) string {
	key, ok := strings.CutPrefix(value, "${")
	key, closed := strings.CutSuffix(key, "}")
	if !ok || !closed || strings.ContainsAny(key, "${},") || !strings.Contains(key, ":") {
		return quoteUnclear(value)
	}
	return ConditionKeyName(key)
}

// WordsOfValues returns values as they are shown, variables as what they stand
// for if the document has variables.
func WordsOfValues(values []scp.Text, variables bool) []string {
	words := make([]string, len(values))
	for i, v := range values {
		if words[i] = quoteUnclear(v.Value); variables {
			words[i] = variableWords(v.Value)
		}
	}
	return words
}

// PresenceClause says that a condition key is present, or absent.
func PresenceClause(key string, present bool) string {
	// AWS sets this key only in sessions of AssumeRoot.
	// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-assumedroot
	if yes, no, ok := TrueFalseWords(key); ok && strings.EqualFold(key, "aws:AssumedRoot") {
		if present {
			return yes
		}
		return no
	}
	return PresenceWords(ConditionKeyName(key), present)
}

// givenClause says which values a condition key has.
func givenClause(key string, values []string) string {
	if yes, no, ok := TrueFalseWords(key); ok && len(values) == 1 {
		switch {
		case strings.EqualFold(values[0], "true"):
			return yes
		case strings.EqualFold(values[0], "false"):
			return no
		}
	}
	return strings.TrimPrefix(ConditionKeyName(key), "the ") + " is " + phrase.Join(values, " and ")
}

// trueFalseClause describes a Bool on one literal value of a key that has words for it;
// false for others.
func trueFalseClause(r scp.Residual, negated bool) (string, bool) {
	yes, no, ok := TrueFalseWords(r.Key)
	if !ok || r.Operator.Family != scp.Booleans || len(r.Values) != 1 {
		return "", false
	}
	switch isTrue := strings.EqualFold(r.Values[0].Value, "true"); {
	case !isTrue && !strings.EqualFold(r.Values[0].Value, "false"):
		return "", false
	case isTrue != negated:
		return yes, true
	default:
		return no, true
	}
}
