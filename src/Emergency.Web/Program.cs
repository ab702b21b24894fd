// Until the pages land, the host only answers.
var app = WebApplication.CreateBuilder(args).Build();
await app.RunAsync();
