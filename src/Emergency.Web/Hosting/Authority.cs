using Emergency.Core;
using Emergency.Core.Regions;

namespace Emergency.Web.Hosting;

/// <summary>The authority this installation serves, as documents name it.</summary>
public sealed class Authority(RegionTree regions, WebSettings settings)
{
    /// <summary>Its region.</summary>
    public Region Region { get; } = regions.Find(settings.RegionCode)
        ?? throw new InvalidOperationException($"Authority:Region {settings.RegionCode} is not in the region table (data/dictionary/regions.csv).");

    /// <summary>Who signs orders and notices.</summary>
    public Text Headquarters => new($"{Region.Name}重污染天气应急指挥部办公室", $"Heavy-pollution emergency headquarters office, {Region.NameEn}");

    /// <summary>Whom enterprises call.</summary>
    public string Contact => settings.ContactPhone.Length > 0 ? $"{Headquarters.Zh} {settings.ContactPhone}" : Headquarters.Zh;
}
