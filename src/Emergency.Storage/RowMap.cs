using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Emergency.Storage;

/// <summary>A column of a table, and how its value is read from a row.</summary>
/// <param name="Property">Name of the property.</param>
/// <param name="Name">Name of the column.</param>
/// <param name="StoreType">Type in the database.</param>
/// <param name="ClrType">Type the provider is given; nullable value types as such.</param>
/// <param name="IsKey">Part of the primary key.</param>
/// <param name="Read">Value of a row as the provider takes it; null for none.</param>
public sealed record RowColumn(string Property, string Name, string StoreType, Type ClrType, bool IsKey, Func<object, object?> Read)
{
    /// <summary>The name in a statement: some columns are named like words of SQL.</summary>
    public string Quoted => $"\"{Name}\"";
}

/// <summary>How rows of one type lie in their table. Read from the one model, so that bulk statements and the rest cannot drift apart.</summary>
/// <param name="Table">Table.</param>
/// <param name="Columns">All its columns that are written; the database fills computed ones.</param>
public sealed record RowMap(string Table, IReadOnlyList<RowColumn> Columns)
{
    private static readonly ConcurrentDictionary<(IModel Model, Type Type), RowMap> Known = new();

    /// <summary>The map of a row type in the database of a context.</summary>
    public static RowMap Of<T>(AppDb db)
        where T : class => Known.GetOrAdd((db.Model, typeof(T)), static of =>
        {
            var entity = of.Model.FindEntityType(of.Type) ?? throw new ArgumentException($"{of.Type.Name} is not a row of the model.");
            return new RowMap(entity.GetTableName()!, [.. entity.GetProperties().Where(p => p.GetComputedColumnSql() is null).Select(Column)]);
        });

    /// <summary>The columns of these properties, in the given order.</summary>
    public IReadOnlyList<RowColumn> Named(IReadOnlyList<string> properties) => [.. properties.Select(name => Columns.Single(c => c.Property == name))];

    private static RowColumn Column(IProperty property)
    {
        var mapping = property.GetRelationalTypeMapping();
        var converter = mapping.Converter;
        var type = converter?.ProviderClrType ?? property.ClrType;
        var nullable = property.IsNullable && type.IsValueType && Nullable.GetUnderlyingType(type) is null ? typeof(Nullable<>).MakeGenericType(type) : type;
        var info = property.PropertyInfo ?? throw new ArgumentException($"{property.Name} has no property of the row behind it.");
        return new RowColumn(property.Name, property.GetColumnName(), mapping.StoreType, nullable, property.IsPrimaryKey(), Reader(info, converter?.ConvertToProvider));
    }

    /// <summary>Compiled, because bulk statements read tens of millions of values.</summary>
    private static Func<object, object?> Reader(PropertyInfo property, Func<object?, object?>? convert)
    {
        var row = Expression.Parameter(typeof(object));
        var read = Expression.Lambda<Func<object, object?>>(Expression.Convert(Expression.Property(Expression.Convert(row, property.DeclaringType!), property), typeof(object)), row).Compile();
        return convert is null ? read : of => read(of) is { } value ? convert(value) : null;
    }
}
