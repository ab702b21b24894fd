using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Diagnostics;

namespace Emergency.Web.Security;

/// <summary>The requirement that every endpoint carries: its row of <see cref="RouteTable"/> allows the caller.</summary>
public sealed class RouteTableRequirement : IAuthorizationRequirement;

/// <summary>Decides by the route table. A request that matches no endpoint passes, and ends as 404, 405 or 415.</summary>
public sealed class RouteTableHandler : AuthorizationHandler<RouteTableRequirement>
{
    /// <inheritdoc/>
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, RouteTableRequirement requirement)
    {
        if (context.Resource is HttpContext http)
        {
            if (http.GetEndpoint() is not RouteEndpoint endpoint)
            {
                // Routing's own answers (405, 415) carry no metadata and do nothing; they pass, like 404.
                if (http.GetEndpoint() is not { Metadata.Count: > 0 })
                {
                    context.Succeed(requirement);
                }

                return Task.CompletedTask;
            }

            // After a fault the error page answers under the query of the request that failed: the handler named there is not its own.
            var handler = http.Features.Get<IExceptionHandlerFeature>() is null ? (string?)http.Request.Query["handler"] : null;
            var rule = RouteTable.Find(http.Request.Method, endpoint.RoutePattern.RawText, handler);
            if (rule is not null && rule.Allows(Caller.RoleOf(http.User)))
            {
                context.Succeed(requirement);
            }
        }

        return Task.CompletedTask;
    }
}
