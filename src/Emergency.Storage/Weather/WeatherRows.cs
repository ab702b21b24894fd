using Emergency.Forecasting.Weather;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Emergency.Storage.Weather;

/// <summary>Observed weather of one place in one hour, single precision as in <see cref="WeatherSeries"/>; units of <see cref="WeatherVariable"/>.</summary>
public sealed class WeatherHourRow
{
    /// <summary>Place, of the table shared with observations of air.</summary>
    public int PlaceId { get; set; }

    /// <summary>Hours since 1970-01-01T00:00Z.</summary>
    public int Hour { get; set; }

    /// <summary>Wind towards the east [m/s].</summary>
    public float? WindEast { get; set; }

    /// <summary>Wind towards the north [m/s].</summary>
    public float? WindNorth { get; set; }

    /// <summary>Wind speed [m/s].</summary>
    public float? WindSpeed { get; set; }

    /// <summary>Air temperature [°C].</summary>
    public float? Temperature { get; set; }

    /// <summary>Dew point [°C].</summary>
    public float? DewPoint { get; set; }

    /// <summary>Pressure [hPa].</summary>
    public float? Pressure { get; set; }

    /// <summary>Precipitation [mm].</summary>
    public float? Rain { get; set; }

    /// <summary>Import that wrote the row last.</summary>
    public int ImportId { get; set; }

    /// <summary>One quantity.</summary>
    public float? this[WeatherVariable variable]
    {
        get => variable switch
        {
            WeatherVariable.WindEast => WindEast,
            WeatherVariable.WindNorth => WindNorth,
            WeatherVariable.WindSpeed => WindSpeed,
            WeatherVariable.Temperature => Temperature,
            WeatherVariable.DewPoint => DewPoint,
            WeatherVariable.Pressure => Pressure,
            WeatherVariable.Rain => Rain,
            _ => throw new ArgumentOutOfRangeException(nameof(variable), variable, null),
        };
        set
        {
            switch (variable)
            {
                case WeatherVariable.WindEast: WindEast = value; break;
                case WeatherVariable.WindNorth: WindNorth = value; break;
                case WeatherVariable.WindSpeed: WindSpeed = value; break;
                case WeatherVariable.Temperature: Temperature = value; break;
                case WeatherVariable.DewPoint: DewPoint = value; break;
                case WeatherVariable.Pressure: Pressure = value; break;
                case WeatherVariable.Rain: Rain = value; break;
                default: throw new ArgumentOutOfRangeException(nameof(variable), variable, null);
            }
        }
    }
}

/// <summary>A weather hour as it stood before a later import changed it: nothing is deleted.</summary>
public sealed class WeatherRevisionRow
{
    /// <summary>Number.</summary>
    public long Id { get; set; }

    /// <summary>Place.</summary>
    public int PlaceId { get; set; }

    /// <summary>Hours since 1970-01-01T00:00Z.</summary>
    public int Hour { get; set; }

    /// <summary>The former values as canonical JSON.</summary>
    public string Json { get; set; } = "";

    /// <summary>Import that had written them.</summary>
    public int ImportId { get; set; }

    /// <summary>Import that changed them.</summary>
    public int ReplacedByImportId { get; set; }
}

/// <summary>A weather forecast as received. Never changed: another answer for the same hour is another row.</summary>
public sealed class WeatherRunRow
{
    /// <summary>Number, in order of arrival.</summary>
    public long Id { get; set; }

    /// <summary>Place by name: a run may come before any observation of its place.</summary>
    public string Place { get; set; } = "";

    /// <summary>Where it comes from.</summary>
    public string Source { get; set; } = "";

    /// <summary>First hour not yet observed when it was made known, as hours since 1970-01-01T00:00Z.</summary>
    public int IssuedAt { get; set; }

    /// <summary>First hour of the payload.</summary>
    public int FirstHour { get; set; }

    /// <summary>Hours in the payload.</summary>
    public int HourCount { get; set; }

    /// <summary>The values, see <see cref="PackedWeather"/>.</summary>
    public byte[] Payload { get; set; } = [];

    /// <summary>Hash of the values and their first hour, see <see cref="WeatherBytes.HashOf"/>.</summary>
    public string Hash { get; set; } = "";

    /// <summary>When it was received or imported.</summary>
    public DateTimeOffset ReceivedAt { get; set; }
}

internal sealed class WeatherConfiguration : IEntityTypeConfiguration<WeatherHourRow>, IEntityTypeConfiguration<WeatherRevisionRow>, IEntityTypeConfiguration<WeatherRunRow>
{
    public void Configure(EntityTypeBuilder<WeatherHourRow> builder)
    {
        builder.ToTable("weather_hours");
        builder.HasKey(w => new { w.PlaceId, w.Hour });
    }

    public void Configure(EntityTypeBuilder<WeatherRevisionRow> builder)
    {
        builder.ToTable("weather_revisions");
        builder.HasIndex(r => new { r.PlaceId, r.Hour });
    }

    public void Configure(EntityTypeBuilder<WeatherRunRow> builder)
    {
        builder.ToTable("weather_runs");
        // The same answer twice is one run; also the way to the latest one of a place.
        builder.HasIndex(r => new { r.Place, r.IssuedAt, r.Source, r.Hash }).IsUnique();
    }
}
