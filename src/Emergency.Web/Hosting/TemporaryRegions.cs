using Emergency.Core.Regions;
namespace Emergency.Web.Hosting;
internal static class TemporaryRegions
{
    public static RegionTree Tree { get; } = new([
        new("cn", "全国", "China", RegionRank.Nation, null),
        new("140000", "山西省", "Shanxi", RegionRank.Province, "cn"),
        new("140500", "晋城市", "Jincheng", RegionRank.City, "140000"),
        new("140502", "城区", "Chengqu", RegionRank.County, "140500"),
        new("140521", "沁水县", "Qinshui", RegionRank.County, "140500"),
    ]);
}
