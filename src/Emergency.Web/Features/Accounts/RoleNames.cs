using Emergency.Core;
using Emergency.Storage.Accounts;

namespace Emergency.Web.Features.Accounts;

/// <summary>Names of the roles.</summary>
public static class RoleNames
{
    /// <summary>Name of a role as people say it.</summary>
    public static Text Of(string role) => role switch
    {
        Roles.Administrator => new("管理员", "administrator"),
        Roles.Forecaster => new("预报员", "forecaster"),
        Roles.DutyOfficer => new("值班员", "duty officer"),
        Roles.Headquarters => new("指挥部", "headquarters"),
        Roles.Planner => new("减排规划", "planner"),
        Roles.Inspector => new("监督帮扶", "inspector"),
        Roles.Enterprise => new("企业", "enterprise"),
        _ => new("—", "—"),
    };
}
