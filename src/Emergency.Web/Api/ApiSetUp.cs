using Emergency.Core.Decisions;
using Emergency.Core.Time;
using Emergency.Web.Features.Audit;
using Emergency.Web.Features.FollowUps;
using Emergency.Web.Features.Forecasts;
using Emergency.Web.Features.Lists;
using Emergency.Web.Features.Orders;
using Emergency.Web.Features.Plans;
using Emergency.Web.Features.Responses;
using Emergency.Web.Features.Rulings;
using Emergency.Web.Features.RunningControls;
using Emergency.Web.Features.Today;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.OpenApi;

namespace Emergency.Web.Api;

/// <summary>The API: its JSON, its document, the page that tries it, and the check of form tokens.</summary>
internal static class ApiSetUp
{
    public const string Root = "/api/v1";

    public static void Add(IServiceCollection services)
    {
        // The same JSON as the stored records: names of enums, days as yyyy-MM-dd, Chinese unescaped.
        services.ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.Encoder = CanonicalJson.Options.Encoder;
            foreach (var converter in CanonicalJson.Options.Converters)
            {
                options.SerializerOptions.Converters.Add(converter);
            }
        });
        services.AddOpenApi("v1", options =>
        {
            options.AddDocumentTransformer((document, _, _) =>
            {
                document.Info.Title = "重污染天气应急响应平台 / Heavy-pollution emergency response planner";
                document.Info.Description = "Sign in with POST /api/v1/session; unsafe calls carry the token that GET /api/v1/session returns in the header X-Form-Token. Times are ISO 8601 with offset.";
                return Task.CompletedTask;
            });
            options.AddOperationTransformer((operation, context, _) =>
            {
                if (context.Description.HttpMethod != "GET" && context.Description.RelativePath != ReceiptsApi.Route)
                {
                    operation.Parameters ??= [];
                    operation.Parameters.Add(new OpenApiParameter
                    {
                        Name = "X-Form-Token",
                        In = ParameterLocation.Header,
                        Required = true,
                        Description = "formToken of GET /api/v1/session",
                        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
                    });
                }

                return Task.CompletedTask;
            });
            options.AddSchemaTransformer((schema, context, _) =>
            {
                var format = context.JsonTypeInfo.Type switch
                {
                    var t when t == typeof(LocalDay) || t == typeof(LocalDay?) => "date",
                    var t when t == typeof(Hour) || t == typeof(Hour?) => "date-time",
                    var t when t == typeof(ContentHash) => "sha-256",
                    _ => null,
                };
                if (format is not null)
                {
                    schema.Type = JsonSchemaType.String;
                    schema.Format = format;
                    schema.Properties?.Clear();
                    schema.Required?.Clear();
                }

                return Task.CompletedTask;
            });
        });
    }

    public static void Map(WebApplication app)
    {
        app.MapOpenApi("/openapi/{documentName}.json");
        app.UseSwaggerUI(page =>
        {
            page.RoutePrefix = "api";
            page.SwaggerEndpoint("/openapi/v1.json", "v1");
            page.DocumentTitle = "API";
        });
        var api = app.MapGroup(Root).AddEndpointFilter(CheckFormTokenAsync);
        SessionApi.Map(api);
        AirApi.Map(api);
        ForecastsApi.Map(api);
        ResponsesApi.Map(api);
        PlansApi.Map(api);
        RulingsApi.Map(api);
        RunningControlsApi.Map(api);
        ListApi.Map(api);
        OrdersApi.Map(api);
        EscalationsApi.Map(api);
        AuditApi.Map(api);
    }

    // Cookies travel with every request, also with one that another site provoked: unsafe calls prove that they come from a reader of our own answers.
    private static async ValueTask<object?> CheckFormTokenAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var safe = HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method);
        if (!safe && !await http.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(http))
        {
            return TypedResults.Problem(statusCode: StatusCodes.Status400BadRequest, title: "FORM-001", detail: "请求缺少 X-Form-Token：先 GET /api/v1/session 取得。 / The header X-Form-Token is missing or stale: get it from GET /api/v1/session.");
        }

        return await next(context);
    }
}
