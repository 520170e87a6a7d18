package emulator

// ipam is VPC IP Address Manager. A registration switches trusted access on,
// and Organizations is where its administrator is listed.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_EnableIpamOrganizationAdminAccount.html
// https://docs.aws.amazon.com/vpc/latest/ipam/enable-integ-ipam.html
var ipam = serviceAPI{
	id: "vpc-ipam", name: "IPAM", principal: "ipam.amazonaws.com", noList: true, otherCode: "InvalidParameterValue",
	codes: map[refusal]string{notManagement: "UnauthorizedOperation", notInOrganization: "UnauthorizedOperation"},
}

func designateIPAM(c *call) (any, error) {
	if err := c.checkDryRun(); err != nil {
		return nil, err
	}
	return ec2Done{Success: true}, c.designate(c.in.account("DelegatedAdminAccountId"), "")
}

func removeIPAM(c *call) (any, error) {
	if err := c.checkDryRun(); err != nil {
		return nil, err
	}
	return ec2Done{Success: true}, c.remove(c.in.account("DelegatedAdminAccountId"), "")
}
