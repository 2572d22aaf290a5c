using Faceptor.Core.Tasks;

namespace Faceptor.Data.Datasets;

/// <summary>An expression.</summary>
/// <param name="Class">One of the seven canonical classes.</param>
public sealed record ExpressionLabel(Expression Class) : FaceLabel;
