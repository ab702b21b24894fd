using Emergency.Web;

await EmergencyWeb.RunAsync(args);
