namespace Emergency.Web.Weather;

/// <summary>Registration of the weather source.</summary>
public static class WeatherSetup
{
    /// <summary>Registers client and source.</summary>
    /// <param name="services">The host's services, with the storage registered.</param>
    /// <param name="configuration">Block <c>Weather</c>.</param>
    public static IServiceCollection AddWeather(this IServiceCollection services, IConfiguration configuration)
    {
        var options = configuration.GetSection("Weather").Get<OpenMeteoOptions>() ?? new OpenMeteoOptions();
        services.AddSingleton(options);
        services.AddSingleton(provider => new OpenMeteoClient(OpenMeteoClient.CreateClient(options), options, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<WeatherSource>();
        return services;
    }
}
